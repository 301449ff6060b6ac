// Where Patchbay keeps its data, and who may use it: one process at a time.
#pragma once

#include "base/result.hpp"
#include "config/detect.hpp"
#include "transport/unique_fd.hpp"

#include <filesystem>

namespace patchbay::app {

// --home, else $PATCHBAY_HOME, else $XDG_DATA_HOME/patchbay (~/.local/share by default); absolute.
base::Result<std::filesystem::path> find_home(const std::string& option, const config::Environment& environment);

std::filesystem::path socket_path(const std::filesystem::path& home);  // patchbay.sock

// Makes the folder (mode 0700) and takes the exclusive lock; released when the descriptor closes. Error: conflict when another process has
// it.
base::Result<transport::UniqueFd> lock_home(const std::filesystem::path& home);

}  // namespace patchbay::app
