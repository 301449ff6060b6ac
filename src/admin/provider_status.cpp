#include "admin/provider_status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::admin {
namespace {

struct StateText {
  std::string_view state;
  std::string detail;
};

std::string or_else(const std::string& text, std::string_view otherwise) { return text.empty() ? std::string(otherwise) : text; }

StateText state_of(const local::ServerStatus& server) {
  switch (server.state) {
    case local::ServerState::missing: return {"missing", or_else(server.detail, "There is no llama-server, or no model for it.")};
    case local::ServerState::stopped: return {"stopped", "Not running: it starts with the next message."};
    case local::ServerState::starting: return {"starting", "Starting."};
    case local::ServerState::ready: return {"ready", "Running."};
    case local::ServerState::failed: return {"failed", or_else(server.detail, "It has ended; the next message starts it again.")};
    case local::ServerState::stopping: return {"stopped", "Stopping: it starts again with the next message."};
  }
  return {"unknown", ""};
}

StateText state_of(const gateway::ListingReport& report) {
  if (!report.problem.empty()) return {"failed", report.problem};
  if (report.state == routing::ListingState::listed)
    return {"ready", fmt::format("Offers {} {}.", report.models, report.models == 1 ? "model" : "models")};
  if (report.state == routing::ListingState::declared)
    return {"unknown", fmt::format("The configuration lists {} of its models.", report.models)};
  return {"unknown", "Not asked yet."};
}

bool is_here(const config::Provider& provider) {
  return provider.managed || provider.vendor->location == catalog::Location::on_this_machine;
}

StateText state_of(const config::Provider& provider, const std::optional<local::ServerStatus>& server,
                   const std::vector<gateway::ListingReport>& reports) {
  if (provider.managed && server) return state_of(*server);
  const auto report = std::ranges::find(reports, provider.name, &gateway::ListingReport::provider);
  return report == reports.end() ? StateText{"unknown", "Not asked yet."} : state_of(*report);
}

}  // namespace

std::vector<ProviderStatus> provider_statuses(const config::Snapshot& snapshot, const std::optional<local::ServerStatus>& server,
                                              const std::vector<gateway::ListingReport>& reports) {
  std::vector<ProviderStatus> statuses;
  for (const config::Provider& provider : snapshot.providers) {
    const StateText text = state_of(provider, server, reports);
    ProviderStatus& status = statuses.emplace_back();
    status.name = provider.name;
    status.kind = provider.vendor->kind;
    status.local = is_here(provider);
    status.managed = provider.managed.has_value();
    status.state = text.state;
    status.detail = text.detail;
  }
  return statuses;
}

void write_providers(json::Writer& writer, const std::vector<ProviderStatus>& providers) {
  writer.begin_array();
  for (const ProviderStatus& provider : providers) {
    writer.begin_object().field("name", provider.name).field("kind", provider.kind).field("local", provider.local);
    writer.field("managed", provider.managed).field("state", provider.state).field("detail", provider.detail).end_object();
  }
  writer.end_array();
}

}  // namespace patchbay::admin
