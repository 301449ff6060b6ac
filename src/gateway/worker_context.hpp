// What one worker thread has for its requests. Nothing here takes a lock on the request path.
#pragma once

#include "gateway/provider_link.hpp"
#include "gateway/services.hpp"
#include "routing/model_index.hpp"
#include "telemetry/request_id.hpp"
#include "transport/event_loop.hpp"
#include "transport/task_scope.hpp"
#include "transport/upstream.hpp"

#include <map>
#include <memory>
#include <string>

namespace patchbay::gateway {

// A configuration and what a worker has made of it. Requests hold it by shared_ptr and so keep the one that they began with.
class WorkerSnapshot {
 public:
  WorkerSnapshot(config::SnapshotPointer configuration, const Services& services);

  [[nodiscard]] const config::Snapshot& config() const { return *configuration_; }
  // The link of a provider of this snapshot.
  base::Result<ProviderLink*> link(const config::Provider& provider);

 private:
  config::SnapshotPointer configuration_;
  const Services& services_;
  std::map<const config::Provider*, std::unique_ptr<ProviderLink>> links_;
};

// One per loop, made on its thread. Must outlive its requests.
class WorkerContext {
 public:
  WorkerContext(Services& services, transport::EventLoop& loop, transport::Upstream& upstream);

  [[nodiscard]] Services& services() { return services_; }
  [[nodiscard]] transport::EventLoop& loop() { return loop_; }
  [[nodiscard]] transport::Upstream& upstream() { return upstream_; }
  [[nodiscard]] telemetry::RequestIds& ids() { return ids_; }
  // For work that outlives a request: joined before the worker ends.
  [[nodiscard]] transport::TaskScope& background() { return background_; }

  std::shared_ptr<WorkerSnapshot> snapshot();                  // the newest
  const std::shared_ptr<const routing::ModelIndex>& models();  // the newest

 private:
  Services& services_;
  transport::EventLoop& loop_;
  transport::Upstream& upstream_;
  telemetry::RequestIds ids_;
  transport::TaskScope background_;
  PublishedReader<config::Snapshot> configuration_;
  PublishedReader<routing::ModelIndex> index_;
  std::shared_ptr<WorkerSnapshot> current_;
  const config::Snapshot* current_of_ = nullptr;
};

}  // namespace patchbay::gateway
