// Which key files of the configuration are not kept as a secret should be?
#pragma once

#include "config/parse.hpp"

#include <vector>

namespace patchbay::cli {

// A warning for each file: reference whose file others than its owner can read; none for a configuration with errors. Looks at the files.
std::vector<config::Diagnostic> key_file_warnings(const config::Parsed& parsed);

}  // namespace patchbay::cli
