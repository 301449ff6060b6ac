// One [providers.NAME] table to a Provider.
#pragma once

#include "config/snapshot.hpp"
#include "config/toml_reader.hpp"
#include "config/value_reader.hpp"

#include <optional>
#include <string_view>

namespace patchbay::config {

// The name in front of the / in model names: 1 to 64 of [a-z0-9_-], beginning with a letter or digit.
bool is_provider_name(std::string_view name);

// Nothing when something is wrong with it; the reader has the diagnostics then.
std::optional<Provider> read_provider(ValueReader& reader, const Entry& entry);

}  // namespace patchbay::config
