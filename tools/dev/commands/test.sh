help_test() {
  cat <<'TEXT'
usage: ./dev test [--quick] [SUITE...]
       ./dev test --asan | --tsan [SUITE...]

Builds and runs the tests, one summary line a suite, the output of what failed, and last "N passed, N failed, N skipped".
SUITE: checks, tools, unit, conformance, integration, gcc, ui, ui_browser, fuzz, e2e, or a program's name such as unit_json. Default: all.
  --quick      only what needs no second compiler, no fuzzing and no model: checks, tools, unit, conformance, integration, ui
  --asan       the C++ suites under AddressSanitizer and UndefinedBehaviorSanitizer
  --tsan       the C++ suites under ThreadSanitizer
  --within N   stop starting things after N seconds; what did not run is said and counted as skipped
  --totals F   also write "passed failed skipped" to the file F
TEXT
}

command_test() {
  need_packages build test
  need_python
  need_node
  exec "$python" "$root/tools/test_runner.py" "$@"
}
