// What has happened, for everybody who listens: a ring of the last events, from which each listener reads at its own speed. A listener owns
// nothing but the id of the last event that it has seen, so a slow one costs no memory: when the ring has moved on, it is told to begin
// anew.
#pragma once

#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"
#include "transport/task.hpp"
#include "transport/wait.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace patchbay::admin {

struct HubLimits {
  HubLimits() = default;
  HubLimits(std::size_t ring_events, std::size_t ring_bytes) : events(ring_events), bytes(ring_bytes) {}
  std::size_t events = 8192;
  std::size_t bytes = 8 * 1024 * 1024;
};

// Thread-safe. Ids rise by one from `first_id`, which should be greater than any id of an earlier process, so that a browser which comes
// back after a restart is told to begin anew.
class EventHub {
 public:
  explicit EventHub(std::uint64_t first_id, HubLimits limits = HubLimits());

  std::uint64_t publish(std::string_view type, std::string_view data);  // data: one line of JSON
  [[nodiscard]] std::uint64_t last_id() const;

  // What a listener that has seen everything up to `after` should be sent: whole server-sent events, as many as fit into about `limit`
  // bytes but at least one, and the id up to which it then has seen everything. `reset` alone when what follows `after` is gone, or when
  // `after` is from another life. Empty: nothing new.
  struct Batch {
    std::string bytes;
    std::uint64_t last = 0;
  };
  [[nodiscard]] Batch read_after(std::uint64_t after, std::size_t limit) const;

  // Listeners are woken and see closed(). Nothing is published any more.
  void close();
  [[nodiscard]] bool closed() const;
  [[nodiscard]] std::size_t listeners() const;

 private:
  friend class HubListener;
  struct Event {
    std::uint64_t id;
    std::string frame;
  };
  struct Bell;
  void wake_all();
  void trim();

  mutable std::mutex mutex_;
  HubLimits limits_;
  std::deque<Event> ring_;
  std::size_t ring_bytes_ = 0;
  std::uint64_t last_id_;
  std::list<std::shared_ptr<Bell>> bells_;
  bool closed_ = false;
};

// One listener, on its loop. The hub outlives it.
class HubListener {
 public:
  HubListener(EventHub& hub, transport::EventLoop& loop);
  HubListener(const HubListener&) = delete;
  HubListener& operator=(const HubListener&) = delete;
  ~HubListener();

  // Until something was published since the last wait, or the deadline, or the token. At once if something was already.
  transport::Task<transport::WakeReason> wait(transport::Tick deadline, transport::CancelToken token);

 private:
  EventHub& hub_;
  transport::EventLoop& loop_;
  std::shared_ptr<EventHub::Bell> bell_;
};

}  // namespace patchbay::admin
