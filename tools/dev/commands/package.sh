help_package() {
  cat <<'TEXT'
usage: ./dev package

Writes build/patchbay-VERSION-linux-ARCH.tar.gz (the stripped binary, licence, documents) and its sha256.
TEXT
}

command_package() {
  need_release
  local version name stage
  version=$(sed -n 's/^project(patchbay VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
  name=patchbay-$version-linux-$(uname -m)
  stage=$root/build/package/$name
  rm -rf "$stage"
  mkdir -p "$stage/bin"
  strip -o "$stage/bin/patchbay" "$root/build/release/patchbay"
  cp "$root"/{LICENSE,THIRD_PARTY.md,README.md,CHANGELOG.md} "$stage/"
  cp -r "$root/docs" "$stage/docs"
  runtime_packages "$stage/bin/patchbay" >"$stage/NEEDS.txt"
  tar -C "$root/build/package" --sort=name --owner=0 --group=0 --numeric-owner -czf "$root/build/$name.tar.gz" "$name"
  (cd "$root/build" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
  note "build/$name.tar.gz ($(du -h "$root/build/$name.tar.gz" | cut -f1))"
}

# The Debian packages that hold the shared libraries of a binary.
runtime_packages() {
  local library real
  echo "The binary needs these packages at run time (names of $(. /etc/os-release && echo "$PRETTY_NAME")):"
  ldd "$1" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | while read -r library; do
    real=$(readlink -f "$library")
    dpkg-query -S "$real" "${real#/usr}" 2>/dev/null | sed -n '1s/:.*//p' || true
  done | sort -u | sed 's/^/  /'
}
