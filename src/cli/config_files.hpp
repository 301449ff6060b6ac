// Finds and reads the files of the configuration.
#pragma once

#include "config/detect.hpp"
#include "config/parse.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace patchbay::cli {

// The main file by the contract's order: `option` (--config), else $PATCHBAY_CONFIG, else $XDG_CONFIG_HOME/patchbay/patchbay.toml
// (~/.config by default).
struct ConfigLocation {
  std::string main_file;       // empty: no home is known, so there is no file
  std::string conf_d;          // the folder conf.d beside it
  bool was_asked_for = false;  // a file that was asked for must exist; the default one may be missing
};
ConfigLocation find_config(const std::optional<std::string>& option, const config::Environment& environment);

struct ReadFiles {
  std::vector<config::SourceFile> files;        // the main file if it exists, then conf.d/*.toml by name
  std::vector<config::Diagnostic> diagnostics;  // missing, unreadable, a directory, too large (1 MB)
};
ReadFiles read_config(const ConfigLocation& location);

// Reads, parses and joins the diagnostics of both. `detected` as in config::parse.
config::Parsed load_config(const ConfigLocation& location, std::span<const config::Provider> detected);

// The process's environment as a value.
config::Environment process_environment();

}  // namespace patchbay::cli
