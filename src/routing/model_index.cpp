#include "routing/model_index.hpp"

namespace patchbay::routing {

ModelIndex::ModelIndex(std::vector<OfferedModels> offers) : offers_(std::move(offers)) {
  for (std::uint32_t i = 0; i < offers_.size(); ++i)
    for (const std::string& model : offers_[i].models) by_model_[model].push_back(i);
}

const std::vector<std::uint32_t>& ModelIndex::providers_of(std::string_view model) const {
  static const std::vector<std::uint32_t> nobody;
  const auto found = by_model_.find(model);
  return found == by_model_.end() ? nobody : found->second;
}

const OfferedModels* ModelIndex::find(std::string_view provider) const {
  for (const OfferedModels& offer : offers_)
    if (offer.provider == provider) return &offer;
  return nullptr;
}

}  // namespace patchbay::routing
