help_clean() {
  cat <<'TEXT'
usage: ./dev clean [--all]

Removes build/ and ui/dist. With --all also ui/node_modules and the cache (downloads, Node, llama-server, starter model).
Your models and conversations in $PATCHBAY_HOME stay.
TEXT
}

command_clean() {
  rm -rf "$root/build" "$root/ui/dist"
  note "removed build/ and ui/dist"
  if [[ ${1:-} == --all ]]; then
    rm -rf "$root/ui/node_modules" "$PATCHBAY_CACHE"
    note "removed ui/node_modules and $PATCHBAY_CACHE"
  fi
}
