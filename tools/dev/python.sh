# Our own Python environment with the pinned pip. Nothing is installed into the system's Python.

python_home=$PATCHBAY_CACHE/python
python=$python_home/bin/python

system_python() { if [[ -x /usr/bin/python3 ]]; then echo /usr/bin/python3; else command -v python3; fi; }

need_python() {
  local stamp want
  stamp=$python_home/.pip-pin
  want=$(sha256sum <"$pins/pip.txt")
  [[ -x $python && -f $stamp && $(<"$stamp") == "$want" ]] && return
  say "Setting up a private Python environment"
  rm -rf "$python_home"
  mkdir -p "$PATCHBAY_CACHE"
  "$(system_python)" -m venv "$python_home" || fail "python3 -m venv failed" "On Debian and Ubuntu the package python3-venv is needed."
  pip_install "pip" --require-hashes -r "$pins/pip.txt"
  printf '%s' "$want" >"$stamp"
}

# pip_install TITLE arguments...
pip_install() {
  local title=$1
  shift
  run_logged "pip: $title" "$logs/pip.log" "$python" -m pip install --disable-pip-version-check --no-input "$@" && return
  mapfile -t cure < <(network_cure)
  fail "pip could not install $title" "${cure[@]}"
}

# need_python_packages REQUIREMENTS: into the same environment, again only when the file changed.
need_python_packages() {
  local requirements=$1 stamp want
  need_python
  stamp=$python_home/.$(printf '%s' "${requirements#"$root"/}" | tr / _)
  want=$(sha256sum <"$requirements")
  [[ -f $stamp && $(<"$stamp") == "$want" ]] && return
  pip_install "${requirements#"$root"/}" -r "$requirements"
  printf '%s' "$want" >"$stamp"
}

# fetch_wheel PIN DESTINATION
fetch_wheel() {
  need_python
  "$python" "$root/tools/fetch/from_pypi.py" "$1" "$2" && return
  mapfile -t cure < <(network_cure)
  fail "the download failed" "${cure[@]}"
}
