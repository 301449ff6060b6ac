#include "local/lease.hpp"

namespace patchbay::local {

bool LeaseGate::try_enter() {
  std::uint64_t word = word_.load();
  while ((word & open_bit) != 0)
    if (word_.compare_exchange_weak(word, word + 1)) return true;
  return false;
}

void LeaseGate::enter() { word_.fetch_add(1); }

void LeaseGate::leave() {
  last_left_.store(std::chrono::steady_clock::now().time_since_epoch().count());
  word_.fetch_sub(1);
}

bool LeaseGate::close_if_unused() {
  std::uint64_t expected = open_bit;
  return word_.compare_exchange_strong(expected, 0);
}

}  // namespace patchbay::local
