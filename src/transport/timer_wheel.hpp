// Which timers are due? A hierarchical wheel: arming and stopping cost a list operation; moving a deadline later, the common case of an
// idle limit that every byte renews, costs a store: the timer is looked at again when its old slot comes up.
#pragma once

#include "transport/intrusive_list.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace patchbay::transport {

using Tick = std::uint64_t;  // milliseconds since the wheel began
inline constexpr Tick never = std::numeric_limits<Tick>::max();

// Lives in its owner; dies unlinked.
class Timer : public ListNode {
 public:
  using Callback = void (*)(Timer&);
  explicit Timer(Callback callback) : callback_(callback) {}
  [[nodiscard]] bool armed() const { return deadline_ != never; }
  [[nodiscard]] Tick deadline() const { return deadline_; }
  void stop() { deadline_ = never; }  // stays in its slot until that comes up

 private:
  friend class TimerWheel;
  Callback callback_;
  Tick deadline_ = never;
  Tick slot_time_ = never;
};

// Not thread-safe. Time is passed in and never goes back.
class TimerWheel {
 public:
  void arm(Timer& timer, Tick deadline);  // a deadline in the past fires with the next tick
  void advance(Tick now);                 // fires what is due, in no particular order within a tick; callbacks may arm and stop timers
  [[nodiscard]] Tick next_look() const;   // no timer is due before this; `never` when nothing is linked
  [[nodiscard]] Tick now() const { return now_; }

 private:
  static constexpr unsigned slot_bits = 6;
  static constexpr unsigned slot_count = 1U << slot_bits;
  static constexpr unsigned level_count = 6;
  struct Level {
    std::array<IntrusiveList<Timer>, slot_count> slots;
    std::uint64_t occupied = 0;  // a set bit may stand for a slot that has become empty
  };
  void place(Timer& timer, Tick when);
  void take_slot(unsigned level, unsigned slot, IntrusiveList<Timer>& out);
  void settle(IntrusiveList<Timer>& candidates);

  std::array<Level, level_count> levels_;
  Tick now_ = 0;
};

}  // namespace patchbay::transport
