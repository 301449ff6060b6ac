// Which models lie in a folder? Answers from the directory alone, without starting anything, and gives each model the name that
// llama-server's router mode (--models-dir) gives it, so that the model list is there at once and stays true when the server runs.
//
// The router's rules (llama.cpp, common/preset.cpp, load_from_models_dir, read at build b1-de3ff81 and checked against the running server):
//   file  NAME.gguf in the folder             -> model NAME (every ".gguf" is cut out of the name)
//   folder DIR with one or more .gguf files   -> model DIR; of several parts the one named ...-00001-of-... is opened
//   *mmproj*, mtp-*, dspark-*, dflash-*       -> companions of a model, never models
// The router also lists the second and later parts of a split model that lies directly in the folder. They cannot be loaded alone, so they
// are left out here; their sizes count for the first part.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

// Options for single models, in llama.cpp's own format (INI, a section a model); handed to llama-server when it stands in the folder.
inline constexpr std::string_view presets_file = "presets.ini";

struct ModelFile {
  std::string id;              // the name in requests to llama-server
  std::filesystem::path file;  // what llama-server opens: the file, or the first part of several
  std::uint64_t size = 0;      // bytes of all parts together, companions not counted
  bool sees_images = false;    // a multimodal projector lies beside it, in the model's own folder
};

// The models in `folder`, ordered by id. A folder that does not exist holds none; one that cannot be read is an error that names it.
// Entries that vanish or cannot be inspected are left out. Reads directory entries only, never file contents. Any thread.
base::Result<std::vector<ModelFile>> list_models(const std::filesystem::path& folder);

}  // namespace patchbay::local
