// Providers that need no configuration, because the environment shows them. Pure: the environment is an argument.
#pragma once

#include "config/snapshot.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace patchbay::config {

using Environment = std::map<std::string, std::string, std::less<>>;

// Whether a llama-server is at hand that we can manage.
enum class LocalEngine : std::uint8_t { absent, available };

// The managed `local` provider when an engine is available, then every vendor whose usual variable is set and not empty, in the catalog's
// order. Each is defined with references to the environment, never with its values.
std::vector<Provider> detect(const Environment& environment, LocalEngine local_engine);

}  // namespace patchbay::config
