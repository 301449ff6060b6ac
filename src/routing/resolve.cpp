#include "routing/resolve.hpp"

#include "catalog/suggestion.hpp"

#include <fmt/format.h>

namespace patchbay::routing {
namespace {

using base::Result;
using config::Provider;
using config::Snapshot;

std::vector<std::string> known_names(const Snapshot& snapshot, const ModelIndex& index) {
  std::vector<std::string> names;
  for (const auto& alias : snapshot.aliases) names.push_back(alias.name);
  for (const OfferedModels& offer : index.offers())
    for (const std::string& model : offer.models) names.push_back(fmt::format("{}/{}", offer.provider, model));
  return names;
}

std::string cure(std::string_view name, const Snapshot& snapshot, const ModelIndex& index) {
  if (snapshot.providers.empty()) return "no provider is configured";
  const auto names = known_names(snapshot, index);
  std::vector<std::string_view> views(names.begin(), names.end());
  if (const auto nearest = catalog::suggestion(name, views); !nearest.empty()) return fmt::format("did you mean {}?", nearest);
  return "GET /v1/models lists what there is";
}

base::Error unknown(std::string_view name, const Snapshot& snapshot, const ModelIndex& index) {
  base::Error error(base::ErrorKind::model_not_found,
                    fmt::format("no provider offers the model \"{}\"; {}", name, cure(name, snapshot, index)), base::Origin::client);
  error.param = "model";
  return error;
}

bool offers(const ModelIndex& index, std::string_view provider, std::string_view model) {
  const OfferedModels* offer = index.find(provider);
  if (offer == nullptr || offer->state != ListingState::declared) return true;
  return std::ranges::find(offer->models, model) != offer->models.end();
}

const Provider* only_unlisted(const Snapshot& snapshot, const ModelIndex& index) {
  const Provider* only = nullptr;
  for (const Provider& provider : snapshot.providers) {
    const OfferedModels* offer = index.find(provider.name);
    if (offer != nullptr && offer->state != ListingState::unknown) continue;
    if (only != nullptr) return nullptr;
    only = &provider;
  }
  return only;
}

}  // namespace

Result<Target> resolve(std::string_view name, const Snapshot& snapshot, const ModelIndex& index) {
  if (const config::Alias* alias = snapshot.find_alias(name)) return Target{snapshot.find_provider(alias->provider), alias->model};
  if (const auto slash = name.find('/'); slash != std::string_view::npos) {
    const Provider* provider = snapshot.find_provider(name.substr(0, slash));
    const std::string_view model = name.substr(slash + 1);
    if (provider != nullptr && !model.empty() && offers(index, provider->name, model)) return Target{provider, std::string(model)};
  }
  for (const std::uint32_t place : index.providers_of(name))
    if (const Provider* provider = snapshot.find_provider(index.offers()[place].provider)) return Target{provider, std::string(name)};
  if (const Provider* provider = only_unlisted(snapshot, index)) return Target{provider, std::string(name)};
  return base::fail(unknown(name, snapshot, index));
}

}  // namespace patchbay::routing
