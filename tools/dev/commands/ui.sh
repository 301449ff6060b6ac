help_ui() {
  cat <<'TEXT'
usage: ./dev ui [build | npm-script [arguments...]]

  build     (default) ui/dist, only if something changed
  dev       the page with live reload
  test      its tests
Any other word is run as an npm script of ui/package.json.
TEXT
}

command_ui() {
  need_packages build
  if [[ ${1:-build} == build ]]; then
    need_page
    note "ui/dist"
    return
  fi
  npm_ci "$root/ui"
  cd "$root/ui"
  exec npm run "$1" -- "${@:2}"
}
