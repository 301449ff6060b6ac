help_fuzz() {
  cat <<'TEXT'
usage: ./dev fuzz [TARGET...] [--seconds N] [--list]

Runs the fuzz targets (libFuzzer with address and undefined sanitizers), 60 seconds each unless told.
The corpus is tests/fuzz/corpus/TARGET; what is learnt is kept in the cache; crashing inputs go to build/fuzz/artifacts.
TEXT
}

command_fuzz() {
  need_packages build test
  build_preset fuzz tests/fuzz/all
  exec "$(system_python)" "$root/tools/run_fuzz.py" "$@"
}
