#include "config/detect.hpp"

#include <algorithm>

namespace patchbay::config {
namespace {

Provider managed_local() {
  Provider provider;
  provider.name = "local";
  provider.vendor = catalog::find("llamacpp");
  provider.managed.emplace();
  return provider;
}

Provider from_variable(const catalog::Vendor& vendor, std::string_view variable) {
  Provider provider;
  provider.name = vendor.kind;
  provider.vendor = &vendor;
  if (const auto url = parse_url(vendor.default_base_url)) provider.base_url = *url;
  provider.api_key = base::SecretReference{base::SecretReference::Source::environment, std::string(variable)};
  return provider;
}

bool is_set(const Environment& environment, std::string_view variable) {
  const auto found = environment.find(variable);
  return found != environment.end() && !found->second.empty();
}

}  // namespace

std::vector<Provider> detect(const Environment& environment, LocalEngine local_engine) {
  std::vector<Provider> providers;
  if (local_engine == LocalEngine::available) providers.push_back(managed_local());
  for (const catalog::Vendor& vendor : catalog::vendors()) {
    const auto usual = vendor.usual_environment;
    const auto variable = std::find_if(usual.begin(), usual.end(), [&](std::string_view name) { return is_set(environment, name); });
    if (variable != usual.end()) providers.push_back(from_variable(vendor, *variable));
  }
  return providers;
}

}  // namespace patchbay::config
