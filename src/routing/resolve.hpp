// What does a model name mean? In this order: an alias; provider/model; a bare name, which the providers that list it answer, in the order
// of the configuration; failing that, the only provider whose list nobody knows.
#pragma once

#include "base/result.hpp"
#include "config/snapshot.hpp"
#include "routing/model_index.hpp"

#include <string>
#include <string_view>

namespace patchbay::routing {

// Points into the snapshot that it was resolved with.
struct Target {
  const config::Provider* provider = nullptr;
  std::string model;  // the provider's own name of it
};

// model_not_found with param `model`, naming the nearest known name, when nobody has it.
base::Result<Target> resolve(std::string_view name, const config::Snapshot& snapshot, const ModelIndex& index);

}  // namespace patchbay::routing
