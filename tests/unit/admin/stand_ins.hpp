// A clock and a random source that the tests own.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace patchbay::admin::test {

class TestClock final : public base::Clock {
 public:
  [[nodiscard]] base::SteadyTime steady() const override { return base::SteadyTime(std::chrono::milliseconds(1'000'000) + passed_.load()); }
  [[nodiscard]] base::WallTime wall() const override { return base::WallTime(std::chrono::seconds(1'800'000'000) + passed_.load()); }
  void advance(std::chrono::milliseconds by) { passed_.store(passed_.load() + by); }

 private:
  std::atomic<std::chrono::milliseconds> passed_{std::chrono::milliseconds(0)};
};

class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    const std::uint64_t number = ++count_;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i < 8 ? number >> (i * 8) : i);
  }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace patchbay::admin::test
