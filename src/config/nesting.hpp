// How deep a TOML file is nested: by table headers, dotted keys, lists and inline tables together. It is measured before the TOML library
// reads the file: version 3.3 bounds lists and inline tables but not dotted names, and what it has built is destroyed by recursion, so that
// one long line of dots would end the process.
#pragma once

#include "config/diagnostic.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::config {

inline constexpr std::size_t deepest_nesting = 16;  // levels; a configuration needs four

// The first place that is nested deeper than deepest_nesting; nothing when there is none. In a file that is not TOML it may count a level
// too many, never one too few of what the library can build.
std::optional<Diagnostic> find_deep_nesting(const std::string& path, std::string_view text);

}  // namespace patchbay::config
