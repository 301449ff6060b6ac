// Which provider offers which model, as far as anybody knows: the configuration's lists, the providers' own listings, the local folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::routing {

enum class ListingState : std::uint8_t {
  unknown,   // never listed, or listing failed: the provider may have any model
  listed,    // its own list
  declared,  // the configuration's list, which is complete
};

struct OfferedModels {
  std::string provider;
  ListingState state = ListingState::unknown;
  std::vector<std::string> models;
};

// Immutable once built. Providers stand in the order of the configuration.
class ModelIndex {
 public:
  ModelIndex() = default;
  explicit ModelIndex(std::vector<OfferedModels> offers);

  // Providers that offer the model, in order; empty when none is known to.
  [[nodiscard]] const std::vector<std::uint32_t>& providers_of(std::string_view model) const;
  [[nodiscard]] const OfferedModels* find(std::string_view provider) const;  // nullptr: not indexed
  [[nodiscard]] const std::vector<OfferedModels>& offers() const { return offers_; }

 private:
  std::vector<OfferedModels> offers_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_model_;
};

}  // namespace patchbay::routing
