# Debian packages: what is missing is installed in one apt call; nothing is asked of the network when all are there.

packages_for() {
  local purpose
  for purpose in "$@"; do sed -n "s/^$purpose: *//p" "$root/tools/packages.txt"; done | tr ' ' '\n' | sort -u
}

# Optional packages that this system turned out not to have, so that it is not asked again.
absent_packages=$PATCHBAY_CACHE/absent-packages

# Of the packages named, ?optional ones among them, those that are neither installed nor known to be absent.
missing_packages() {
  local name installed
  installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${@#\?}" 2>/dev/null | sed -n 's/^installed //p' | tr '\n' ' ' || true)"
  for name in "$@"; do
    [[ $installed == *" ${name#\?} "* ]] && continue
    [[ $name == \?* && -f $absent_packages ]] && grep -qxF "${name#\?}" "$absent_packages" && continue
    printf '%s\n' "$name"
  done
}

# Optional packages lose their mark, or are dropped and remembered.
resolve_optional() {
  local name
  for name in "$@"; do
    if [[ $name != \?* ]]; then
      printf '%s\n' "$name"
    elif [[ -n $(apt-cache madison "${name#\?}" 2>/dev/null) ]]; then
      printf '%s\n' "${name#\?}"
    else
      mkdir -p "$PATCHBAY_CACHE"
      printf '%s\n' "${name#\?}" >>"$absent_packages"
    fi
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# need_packages purpose...
need_packages() {
  local missing
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    need_commands_without_apt
    return
  fi
  mapfile -t missing < <(missing_packages $(packages_for "$@"))
  ((${#missing[@]} == 0)) && return
  say "Installing ${#missing[@]} packages: ${missing[*]#\?}"
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail "this needs root, and there is no sudo" "As root, run:  apt-get install --no-install-recommends ${missing[*]#\?}" "Then run ./dev again."
  fi
  if ((EUID != 0)); then note "sudo may ask for your password"; sudo -v || fail "sudo refused"; fi
  apt_get "Reading the package lists" update
  mapfile -t missing < <(resolve_optional "${missing[@]}")
  ((${#missing[@]} == 0)) && return
  apt_get "Installing packages" install -y --no-install-recommends "${missing[@]}"
}

apt_get() {
  local title=$1 log=$logs/apt.log
  shift
  # No run_logged here when sudo must keep the terminal; sudo -v above has cached the password, so the log is safe.
  run_logged "$title" "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 "$@" && return
  mapfile -t cure < <(network_cure)
  fail "apt-get $1 failed" "${cure[@]}"
}

need_commands_without_apt() {
  local command missing=()
  for command in cmake ninja clang++-19 python3 git; do command -v "$command" >/dev/null || missing+=("$command"); done
  ((${#missing[@]} == 0)) && return
  fail "this system has no apt, and these commands are missing: ${missing[*]}" \
    "Install what tools/packages.txt lists with your own package manager, or use the CMake presets directly (HACKING.md)."
}
