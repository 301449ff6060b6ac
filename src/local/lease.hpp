// Who is using llama-server? Every running request holds a Lease; while there is one the server is not stopped for being idle. Taking one
// while the server is ready is a compare-and-swap, without a lock.
#pragma once

#include "base/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace patchbay::local {

// Thread-safe. Open while llama-server is ready.
class LeaseGate {
 public:
  [[nodiscard]] bool try_enter();  // false while it is closed
  void enter();                    // for the supervisor, which knows that it is ready
  void leave();
  void open() { word_.fetch_or(open_bit); }
  void close() { word_.fetch_and(~open_bit); }
  [[nodiscard]] bool close_if_unused();  // false, and still open, if somebody is inside
  [[nodiscard]] std::uint64_t users() const { return word_.load() & ~open_bit; }
  [[nodiscard]] base::SteadyTime last_left() const { return base::SteadyTime(base::SteadyTime::duration(last_left_.load())); }

 private:
  static constexpr std::uint64_t open_bit = std::uint64_t{1} << 63U;
  std::atomic<std::uint64_t> word_ = 0;  // the open bit and the number of users
  std::atomic<base::SteadyTime::rep> last_left_ = 0;
};

// One user, until it dies. Movable, may be destroyed on any thread, may outlive the supervisor.
class Lease {
 public:
  Lease() = default;
  explicit Lease(std::shared_ptr<LeaseGate> entered) : gate_(std::move(entered)) {}
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&& other) noexcept {
    if (this != &other) {
      give_back();
      gate_ = std::move(other.gate_);
    }
    return *this;
  }
  ~Lease() { give_back(); }

  [[nodiscard]] bool held() const { return gate_ != nullptr; }
  void give_back() {
    if (const auto gate = std::exchange(gate_, nullptr)) gate->leave();
  }

 private:
  std::shared_ptr<LeaseGate> gate_;
};

}  // namespace patchbay::local
