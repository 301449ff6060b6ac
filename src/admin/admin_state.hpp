// What the handlers of the administration API share.
#pragma once

#include "admin/admin.hpp"
#include "admin/conversation_store.hpp"
#include "admin/event_hub.hpp"
#include "admin/runs.hpp"
#include "admin/status_watch.hpp"

#include <mutex>
#include <string>

namespace patchbay::admin {

// Thread-safe.
struct Admin::State {
  State(gateway::Services& all_services, auth::Sessions& all_sessions, ChatRunner runner)
      : services(all_services),
        sessions(all_sessions),
        hub(first_event_id(all_services.clock)),
        store(hub, all_services.random, all_services.clock),
        runs(store, all_services.clock, std::move(runner)),
        watch(all_services, hub) {}

  void set_base_url(std::string url) {
    const std::lock_guard lock(mutex_);
    base_url_ = std::move(url);
  }
  [[nodiscard]] std::string login_link() {
    const std::string code = sessions.new_login_code();
    const std::lock_guard lock(mutex_);
    return base_url_ + "/login?code=" + code;
  }

  gateway::Services& services;
  auth::Sessions& sessions;
  EventHub hub;
  ConversationStore store;
  Runs runs;
  StatusWatch watch;

 private:
  // Rises from process to process, and fits into a JavaScript number: a thousand ids for each millisecond since 1970.
  static std::uint64_t first_event_id(const base::Clock& clock) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall().time_since_epoch());
    return static_cast<std::uint64_t>(since.count()) * 1000 + 1;
  }

  std::mutex mutex_;
  std::string base_url_;
};

}  // namespace patchbay::admin
