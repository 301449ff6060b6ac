#include "config/snapshot.hpp"

#include <algorithm>

namespace patchbay::config {

bool Provider::same_as(const Provider& other) const {
  return name == other.name && vendor == other.vendor && base_url == other.base_url && api_key == other.api_key &&
         headers == other.headers && timeouts == other.timeouts && proxy == other.proxy && ca_file == other.ca_file &&
         models == other.models && managed == other.managed;
}

const Provider* Snapshot::find_provider(std::string_view name) const {
  const auto found = std::find_if(providers.begin(), providers.end(), [&](const Provider& provider) { return provider.name == name; });
  return found == providers.end() ? nullptr : &*found;
}

const Alias* Snapshot::find_alias(std::string_view name) const {
  const auto found =
      std::lower_bound(aliases.begin(), aliases.end(), name, [](const Alias& alias, std::string_view n) { return alias.name < n; });
  return found == aliases.end() || found->name != name ? nullptr : &*found;
}

}  // namespace patchbay::config
