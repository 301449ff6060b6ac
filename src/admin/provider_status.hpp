// How are the providers? In the words of the page.
#pragma once

#include "config/snapshot.hpp"
#include "gateway/model_directory.hpp"
#include "json/writer.hpp"
#include "local/server_status.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::admin {

struct ProviderStatus {
  std::string name;
  std::string kind;
  bool local = false;    // on this machine
  bool managed = false;  // patchbay runs it
  std::string state;     // stopped, starting, ready, failed, missing, unknown
  std::string detail;    // for people
  friend bool operator==(const ProviderStatus&, const ProviderStatus&) = default;
};

// In the order of the configuration. `server`: the managed one's, if there is one. Pure.
std::vector<ProviderStatus> provider_statuses(const config::Snapshot& snapshot, const std::optional<local::ServerStatus>& server,
                                              const std::vector<gateway::ListingReport>& reports);

void write_providers(json::Writer& writer, const std::vector<ProviderStatus>& providers);  // an array

}  // namespace patchbay::admin
