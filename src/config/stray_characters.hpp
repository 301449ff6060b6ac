// Characters beyond ASCII where TOML has none: outside of texts and comments. They are found before the TOML library sees them, because its
// version 3.3 has undefined behaviour there (a letter such as é in front of a key), and because the usual ones, typographic quotes, deserve
// their own cure.
#pragma once

#include "config/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::config {

// The first one in `text`; nothing when there is none. A byte order mark at the front is no stray.
std::optional<Diagnostic> find_stray_character(const std::string& path, std::string_view text);

}  // namespace patchbay::config
