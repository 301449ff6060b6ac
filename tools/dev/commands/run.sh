help_run() {
  cat <<'TEXT'
usage: ./dev run [--port N] [--no-open] [arguments of `patchbay serve`...]

Builds what is out of date, provides llama-server and a starter model, starts Patchbay and prints the page's one-time link.
  --port N     listen on 127.0.0.1:N (default 7878)
  --no-open    do not open a browser
Your own llama-server (on PATH or in $PATCHBAY_HOME/bin) and your own *.gguf files in $PATCHBAY_HOME/models are used if they are there.
Ctrl-C stops everything that was started.
TEXT
}

command_run() {
  local open=yes arguments=()
  while (($#)); do
    case $1 in
      --port)
        [[ ${2:-} =~ ^[0-9]+$ ]] || fail "--port needs a number"
        arguments+=(--listen "127.0.0.1:$2")
        shift
        ;;
      --port=*) arguments+=(--listen "127.0.0.1:${1#--port=}") ;;
      --no-open) open=no ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done

  need_packages build
  local engine_job='' engine_log=$logs/engine.log
  trap 'stop_job "${engine_job:-}"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [[ -z $(engine_of_user) ]] && ! engine_is_cached; then
    need_packages engine
    need_node
    mkdir -p "$logs"
    say "llama-server is built beside the rest; its log: build/logs/engine.log"
    setsid bash "$root/dev" prepare cached_engine >"$engine_log" 2>&1 </dev/null &
    engine_job=$!
  fi
  need_page
  build_preset release
  need_model
  [[ -z $engine_job ]] || await_engine "$engine_job" "$engine_log"
  engine_job=''
  need_engine
  trap - EXIT INT TERM

  if [[ $open == yes && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] && command -v xdg-open >/dev/null; then
    open_browser_when_up $$ &
  fi
  say "Starting Patchbay (Ctrl-C stops it)"
  exec "$root/build/release/patchbay" serve "${arguments[@]}"
}

# The engine's build runs in a session of its own, so that it can be stopped whole.
stop_job() {
  [[ -n $1 ]] && kill -TERM -- "-$1" 2>/dev/null || true
}

await_engine() {
  local job=$1 log=$2 beat=$SECONDS line
  while kill -0 "$job" 2>/dev/null; do
    if ((SECONDS - beat >= 10)) || [[ -t 1 ]]; then
      line=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | sed 's/^ *//')
      if [[ -t 1 ]]; then printf '\r\e[K    %s' "$line"; else note "$line"; fi
      beat=$SECONDS
    fi
    sleep 0.5
  done
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
  wait "$job" || {
    tail -n 25 "$log" >&2
    fail "llama-server could not be provided; the whole log: $log"
  }
}

# Waits for the server of process $1 and opens a fresh link; gives up after 30 s, and at once when the server is gone.
open_browser_when_up() {
  local server=$1 link
  for _ in {1..60}; do
    sleep 0.5
    kill -0 "$server" 2>/dev/null || return 0
    [[ -S $PATCHBAY_HOME/patchbay.sock ]] || continue
    link=$("$root/build/release/patchbay" open 2>/dev/null | grep -oE -m 1 'https?://[^ ]+') || continue
    xdg-open "$link" >/dev/null 2>&1
    return 0
  done
}
