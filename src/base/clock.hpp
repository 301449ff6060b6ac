// Time as an argument. Pure code takes time points; code that waits takes a Clock, so that tests own the time.
#pragma once

#include <chrono>

namespace patchbay::base {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

// Thread-safe. steady() never goes back; wall() is the calendar and may jump.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
};

}  // namespace patchbay::base
