// Has the state of a provider or a model changed? Looked at while somebody listens, at most once a second.
#pragma once

#include "admin/event_hub.hpp"
#include "admin/provider_status.hpp"
#include "base/clock.hpp"
#include "gateway/services.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace patchbay::admin {

inline constexpr std::chrono::seconds watch_interval{1};

// Thread-safe. Publishes providers.changed and models.changed to the hub.
class StatusWatch {
 public:
  StatusWatch(gateway::Services& services, EventHub& hub) : services_(services), hub_(hub) {}

  // Looks, unless somebody did within the last second.
  void look_if_due();
  // Looks now, and says what it saw: whoever read this misses no later change.
  std::vector<ProviderStatus> look();

 private:
  std::vector<ProviderStatus> look_locked();

  gateway::Services& services_;
  EventHub& hub_;
  std::mutex mutex_;
  base::SteadyTime last_look_{};
  bool looked_ = false;
  std::vector<ProviderStatus> providers_;
  std::string models_;
};

}  // namespace patchbay::admin
