help_lint() {
  cat <<'TEXT'
usage: ./dev lint [--all] [--fix] [FILE...]

The project's checks (layers, coroutines, paths), clang-format and clang-tidy.
clang-tidy looks at the files that differ from the last commit; with --all at every file, or at the files named.
  --fix   let clang-format rewrite what it would complain about
TEXT
}

command_lint() {
  need_packages build test lint
  build_preset dev
  exec "$(system_python)" "$root/tools/lint.py" "$@"
}
