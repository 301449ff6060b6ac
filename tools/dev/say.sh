# How ./dev speaks: steps with their time, long commands with progress, failures with the end of their log and a cure.

if [[ -t 1 ]]; then bold=$'\e[1m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' red='' dim='' plain=''; fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
note() { printf '    %s\n' "$*"; }
fail() {
  printf '%serror:%s %s\n' "$red$bold" "$plain" "$1" >&2
  shift
  local line
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

network_cure() {
  printf '%s\n' "Is there a network? Behind a proxy set http_proxy and https_proxy (apt: Acquire::http::Proxy; pip: PIP_INDEX_URL; npm: npm config)." \
    "Where a proxy signs TLS anew, its certificate: PIP_CERT for pip, NODE_EXTRA_CA_CERTS for npm." \
    "Then run the same command again: what has already arrived is kept."
}

# run_logged TITLE LOG command...: the command's output goes to LOG; the terminal shows that it goes on. Returns the command's status.
run_logged() {
  local title=$1 log=$2 started=$SECONDS status=0 beat=0 child traps
  shift 2
  mkdir -p "$(dirname "$log")"
  # A process group of its own, so that Ctrl-C can end the command with all its children.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  set +m
  traps=$(trap -p INT TERM)
  trap 'kill -TERM -- "-$child" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$child" 2>/dev/null; do
    if [[ -t 1 ]]; then
      printf '\r    %s: %d s ' "$title" $((SECONDS - started))
    elif ((SECONDS - started >= beat + 15)); then
      beat=$((SECONDS - started))
      note "$title: $beat s"
    fi
    sleep 0.2
  done
  wait "$child" || status=$?
  trap - INT TERM
  eval "$traps"
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
  if ((status == 0)); then
    note "$title: done ($((SECONDS - started)) s)"
  else
    tail -n 25 "$log" >&2
    printf '    %s failed; the whole log: %s\n' "$title" "$log" >&2
  fi
  return "$status"
}

# Reads ninja's output: its own progress on a terminal is left alone; elsewhere a line for every tenth of the work, and all that is no progress.
condense_ninja() {
  local title=$1 line shown=-1 tenth
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
      if ((tenth != shown)); then
        shown=$tenth
        note "$title: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
      fi
    elif [[ $line != "ninja: no work to do." && $line != "ninja: Entering directory"* ]]; then
      printf '%s\n' "$line"
    fi
  done
}

# run_ninja TITLE arguments...
run_ninja() {
  local title=$1
  shift
  if [[ -t 1 ]]; then ninja "$@"; else ninja "$@" 2>&1 | condense_ninja "$title"; fi
}
