// Texts of configuration files to a Snapshot, or to what is wrong with them. Pure: reading files is cli/config_files.
#pragma once

#include "config/diagnostic.hpp"
#include "config/snapshot.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace patchbay::config {

inline constexpr std::size_t largest_file = 1024UL * 1024;  // bytes; a larger one is an error

struct SourceFile {
  std::string path;  // as people should see it in diagnostics; relative paths in the text start from its folder
  std::string text;
};

struct Parsed {
  SnapshotPointer snapshot;             // null exactly if a diagnostic is an error
  std::vector<Diagnostic> diagnostics;  // in order of file and place
};

// `files`: the main file, then conf.d in order of name; none, or an empty text, is the default configuration.
// `detected`: providers from detect(); those whose name a file defines are left out, all are when server.detect is false.
// Never throws, whatever the bytes are.
Parsed parse(std::span<const SourceFile> files, std::span<const Provider> detected = {});

}  // namespace patchbay::config
