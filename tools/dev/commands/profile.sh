help_profile() {
  cat <<'TEXT'
usage: ./dev profile

Builds Patchbay with counters, puts the workloads of the bench through it, and writes cmake/release.profdata, by which the release build is
laid out. Do it after the request's path has changed much; the build works with an old profile and without one.
TEXT
}

command_profile() {
  need_packages build profile
  need_page
  build_preset profile patchbay bench_mock_upstream bench_load_generator
  local counts
  counts=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$counts'" EXIT
  "$(system_python)" "$root/bench/train.py" --patchbay "$root/build/profile/patchbay" --counts "$counts" || fail "the training run failed"
  llvm-profdata-19 merge --sparse -o "$root/cmake/release.profdata" "$counts"/*.profraw || fail "the counts could not be merged"
  note "cmake/release.profdata"
}
