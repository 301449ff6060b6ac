// From alias definitions, which may name each other, to aliases that name a provider and a model.
#pragma once

#include "config/diagnostic.hpp"
#include "config/snapshot.hpp"

#include <span>
#include <string>
#include <vector>

namespace patchbay::config {

struct AliasDefinition {
  std::string name;
  std::string target;  // another alias, or provider/model
  Place place;
};

// Sorted by name. Definitions that lead nowhere or in a circle get a diagnostic each and are left out. The names are different from each
// other.
std::vector<Alias> resolve_aliases(std::span<const AliasDefinition> definitions, std::span<const std::string> provider_names,
                                   std::vector<Diagnostic>& diagnostics);

}  // namespace patchbay::config
