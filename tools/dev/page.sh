# The page: ui/dist is built again only when its sources, its lock file or Node changed.

page_sources_hash() {
  (
    cd "$root/ui"
    find . \( -name node_modules -o -name dist -o -name test -o -name coverage \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    node --version
  ) | sha256sum
}

need_page() {
  if [[ ! -f $root/ui/package.json ]]; then
    note "there is no ui/ in this tree: the binary is built without a page"
    return
  fi
  need_node
  npm_ci "$root/ui"
  local want stamp=$root/build/page.stamp
  want=$(page_sources_hash)
  [[ -f $root/ui/dist/index.html && -f $stamp && $(<"$stamp") == "$want" ]] && return
  say "Building the page"
  (cd "$root/ui" && run_logged "page" "$logs/page.log" npm run build) || fail "the page does not build"
  mkdir -p "$root/build"
  printf '%s' "$want" >"$stamp"
}
