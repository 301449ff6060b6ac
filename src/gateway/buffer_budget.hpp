// server.max_buffered_bytes: what all request bodies together may hold. A reservation is given back when it dies.
#pragma once

#include "gateway/services.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace patchbay::gateway {

// Movable; lock-free.
class BufferReservation {
 public:
  BufferReservation() = default;
  BufferReservation(BufferReservation&& other) noexcept : services_(other.services_), bytes_(std::exchange(other.bytes_, 0)) {}
  BufferReservation& operator=(BufferReservation&& other) noexcept;
  ~BufferReservation() { release(); }

  // Nothing when the budget is spent.
  static std::optional<BufferReservation> take(Services& services, std::uint64_t bytes);
  // Makes the reservation at least `bytes` large; false, and nothing changed, when the budget is spent.
  [[nodiscard]] bool grow_to(std::uint64_t bytes);
  void release();

 private:
  BufferReservation(Services& services, std::int64_t bytes) : services_(&services), bytes_(bytes) {}
  Services* services_ = nullptr;
  std::int64_t bytes_ = 0;
};

}  // namespace patchbay::gateway
