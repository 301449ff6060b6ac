# The C++ build of one preset, under build/PRESET.

# configure_preset PRESET [CMake options...]
configure_preset() {
  local preset=$1 folder=$root/build/$1
  shift
  if [[ ! -f $folder/build.ninja ]] || ! cmp -s "$root/CMakePresets.json" "$folder/.presets"; then
    (cd "$root" && run_logged "configuring $preset" "$logs/configure-$preset.log" cmake --preset "$preset" "$@") || fail "CMake refused the preset $preset"
    cp "$root/CMakePresets.json" "$folder/.presets"
  fi
}

# build_preset PRESET [ninja targets...]
build_preset() {
  local preset=$1 folder=$root/build/$1
  shift
  configure_preset "$preset"
  run_ninja "$preset" -j "$jobs" -C "$folder" "$@" || fail "the preset $preset does not build"
}

need_release() {
  need_packages build
  need_page
  build_preset release
}

need_preset() { build_preset "$@"; }
