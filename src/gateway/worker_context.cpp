#include "gateway/worker_context.hpp"

#include "gateway/model_directory.hpp"

namespace patchbay::gateway {

WorkerSnapshot::WorkerSnapshot(config::SnapshotPointer configuration, const Services& services)
    : configuration_(std::move(configuration)), services_(services) {}

base::Result<ProviderLink*> WorkerSnapshot::link(const config::Provider& provider) {
  auto& link = links_[&provider];
  if (link == nullptr) {
    auto made = ProviderLink::make(provider, services_);
    if (!made) return base::fail(made.error());
    link = std::move(*made);
  }
  return link.get();
}

WorkerContext::WorkerContext(Services& services, transport::EventLoop& loop, transport::Upstream& upstream)
    : services_(services),
      loop_(loop),
      upstream_(upstream),
      ids_(services.random),
      background_(loop),
      configuration_(services.configuration),
      index_(services.models.index()) {}

std::shared_ptr<WorkerSnapshot> WorkerContext::snapshot() {
  const auto& newest = configuration_.get();
  if (newest.get() != current_of_) {
    current_ = std::make_shared<WorkerSnapshot>(newest, services_);
    current_of_ = newest.get();
  }
  return current_;
}

const std::shared_ptr<const routing::ModelIndex>& WorkerContext::models() { return index_.get(); }

}  // namespace patchbay::gateway
