help_bench() {
  cat <<'TEXT'
usage: ./dev bench [--json FILE] [arguments of bench/run.py...]

Measures Patchbay beside nginx and HAProxy in one run and writes bench/results.md; `python3 bench/run.py --help` lists the rest.
TEXT
}

command_bench() {
  need_packages build bench
  need_page
  configure_preset release
  cmake -DPATCHBAY_BENCH=ON "$root/build/release" >"$logs/configure-bench.log" || fail "CMake refused the bench" "see build/logs/configure-bench.log"
  build_preset release
  exec "$(system_python)" "$root/bench/run.py" "$@"
}
