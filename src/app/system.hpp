// The real clock and the real randomness, handed out by the composition root.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"

namespace patchbay::app {

class SystemClock final : public base::Clock {
 public:
  [[nodiscard]] base::SteadyTime steady() const override;
  [[nodiscard]] base::WallTime wall() const override;
};

// The kernel's generator (getrandom(2)), fit for session tokens. Ends the program if the kernel has none, because going on would be unsafe.
class SecureRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override;
};

}  // namespace patchbay::app
