// What all workers share. Made by the composition root, outlives every worker.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "config/snapshot.hpp"
#include "gateway/published.hpp"
#include "local/supervisor.hpp"
#include "routing/model_index.hpp"
#include "secrets/resolver.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "transport/proxy_settings.hpp"

#include <atomic>
#include <cstdint>
#include <string>

namespace patchbay::gateway {

class ModelDirectory;

// Owns nothing: references to what the composition root owns. Everything in it is thread-safe.
struct Services {
  const base::Clock& clock;
  base::Random& random;
  const telemetry::Logger& log;
  telemetry::Metrics& metrics;
  const secrets::Resolver& secrets;
  Published<config::Snapshot>& configuration;
  ModelDirectory& models;
  local::Supervisor* local = nullptr;  // null: no provider is managed
  transport::ProxySettings proxies;    // the environment's
  std::string version;
  std::int64_t buffer_limit = 0;  // bytes that all request bodies together may hold; 0: no limit
  std::atomic<std::int64_t>* buffered = nullptr;
};

}  // namespace patchbay::gateway
