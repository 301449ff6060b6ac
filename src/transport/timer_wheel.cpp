#include "transport/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace patchbay::transport {

void TimerWheel::arm(Timer& timer, Tick deadline) {
  timer.deadline_ = deadline;
  if (timer.linked() && timer.slot_time_ <= deadline) return;
  place(timer, deadline);
}

// Level L has slots of 64^L ticks. The level is the highest digit (base 64) in which `when` differs from now.
void TimerWheel::place(Timer& timer, Tick when) {
  constexpr Tick horizon = (Tick{1} << (slot_bits * level_count)) - 1;
  const Tick at = std::min(std::max(when, now_ + 1), now_ | horizon);
  const Tick difference = at ^ now_;
  const unsigned level = difference == 0 ? 0 : (static_cast<unsigned>(std::bit_width(difference)) - 1) / slot_bits;
  const auto slot = static_cast<unsigned>((at >> (slot_bits * level)) & (slot_count - 1));
  timer.slot_time_ = at;
  levels_[level].slots[slot].push_back(timer);
  levels_[level].occupied |= std::uint64_t{1} << slot;
}

void TimerWheel::take_slot(unsigned level, unsigned slot, IntrusiveList<Timer>& out) {
  levels_[level].occupied &= ~(std::uint64_t{1} << slot);
  out.splice_back(levels_[level].slots[slot]);
}

Tick TimerWheel::next_look() const {
  for (unsigned level = 0; level < level_count; ++level) {
    const unsigned shift = slot_bits * level;
    const auto current = static_cast<unsigned>((now_ >> shift) & (slot_count - 1));
    const std::uint64_t later = current == slot_count - 1 ? 0 : levels_[level].occupied & (~std::uint64_t{0} << (current + 1));
    if (later == 0) continue;
    const auto slot = static_cast<Tick>(std::countr_zero(later));
    return ((now_ >> (shift + slot_bits)) << (shift + slot_bits)) | (slot << shift);
  }
  return never;
}

void TimerWheel::advance(Tick now) {
  while (now_ < now) {
    const Tick next = next_look();
    if (next > now) {
      now_ = now;
      return;
    }
    now_ = next;
    IntrusiveList<Timer> candidates;
    for (unsigned level = 0; level < level_count; ++level) {
      take_slot(level, static_cast<unsigned>((now_ >> (slot_bits * level)) & (slot_count - 1)), candidates);
      if ((now_ & ((Tick{1} << (slot_bits * (level + 1))) - 1)) != 0) break;
    }
    settle(candidates);
  }
}

void TimerWheel::settle(IntrusiveList<Timer>& candidates) {
  while (Timer* timer = candidates.pop_front()) {
    if (timer->deadline_ == never) continue;
    if (timer->deadline_ > now_) {
      place(*timer, timer->deadline_);
      continue;
    }
    timer->deadline_ = never;
    timer->callback_(*timer);
  }
}

}  // namespace patchbay::transport
