#include "admin/status_watch.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>

namespace patchbay::admin {
namespace {

// Changes whenever GET /v1/models would answer something else. The lists themselves are compared: a refresh that finds the same is no news.
std::string models_seen(const gateway::Services& services) {
  std::string seen;
  const auto index = services.models.index().current();
  for (const routing::OfferedModels& offer : index->offers())
    fmt::format_to(std::back_inserter(seen), "{}:{}:{};", offer.provider, static_cast<int>(offer.state), fmt::join(offer.models, ","));
  const auto configuration = services.configuration.current();
  for (const config::Alias& alias : configuration->aliases) fmt::format_to(std::back_inserter(seen), "{};", alias.name);
  if (services.local == nullptr) return seen;
  for (const local::ModelInfo& model : services.local->models().list())
    fmt::format_to(std::back_inserter(seen), "{}={};", model.id, static_cast<int>(model.state));
  return seen;
}

}  // namespace

void StatusWatch::look_if_due() {
  const std::lock_guard lock(mutex_);
  if (looked_ && services_.clock.steady() - last_look_ < watch_interval) return;
  (void)look_locked();
}

std::vector<ProviderStatus> StatusWatch::look() {
  const std::lock_guard lock(mutex_);
  return look_locked();
}

std::vector<ProviderStatus> StatusWatch::look_locked() {
  last_look_ = services_.clock.steady();
  const auto reports = services_.models.reports();
  std::optional<local::ServerStatus> server;
  if (services_.local != nullptr) server = services_.local->status();
  auto providers = provider_statuses(*services_.configuration.current(), server, reports);
  auto models = models_seen(services_);
  if (looked_ && providers != providers_) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("providers");
    write_providers(writer, providers);
    writer.end_object();
    hub_.publish("providers.changed", text);
  }
  if (looked_ && models != models_) hub_.publish("models.changed", "{}");
  looked_ = true;
  models_ = std::move(models);
  providers_ = providers;
  return providers;
}

}  // namespace patchbay::admin
