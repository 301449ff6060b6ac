help_build() {
  cat <<'TEXT'
usage: ./dev build [PRESET]

Builds the page and the release binary, build/release/patchbay (Clang 19, -O2).
PRESET: release (default), dev, gcc, asan-ubsan, tsan, fuzz; those lie under build/PRESET.
TEXT
}

command_build() {
  local preset=${1:-release}
  if [[ $preset == release ]]; then
    need_release
    [[ -x $root/build/release/patchbay ]] || fail "the release build left no build/release/patchbay"
    note "build/release/patchbay"
    return
  fi
  need_packages build test
  build_preset "$preset"
}
