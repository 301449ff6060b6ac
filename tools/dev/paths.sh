# Where things are. What is downloaded or built from outside lies in the cache, out of the tree, and survives `./dev clean`.

export PATCHBAY_CACHE=${PATCHBAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/patchbay}
export PATCHBAY_HOME=${PATCHBAY_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/patchbay}
export PATCHBAY_SHARED=${PATCHBAY_SHARED:-$root/../shared}

pins=$root/tools/pins
logs=$root/build/logs
jobs=$(nproc 2>/dev/null || echo 2)
starter_model=$PATCHBAY_CACHE/models/smollm2-135m-instruct.gguf
cached_engine=$PATCHBAY_CACHE/engine/llama-server
