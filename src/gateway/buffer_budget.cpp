#include "gateway/buffer_budget.hpp"

namespace patchbay::gateway {

BufferReservation& BufferReservation::operator=(BufferReservation&& other) noexcept {
  if (this == &other) return *this;
  release();
  services_ = other.services_;
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

std::optional<BufferReservation> BufferReservation::take(Services& services, std::uint64_t bytes) {
  const auto amount = static_cast<std::int64_t>(bytes);
  const std::int64_t before = services.buffered->fetch_add(amount, std::memory_order_relaxed);
  BufferReservation reservation(services, amount);
  services.metrics.buffered_bytes.add(amount);
  if (services.buffer_limit > 0 && before + amount > services.buffer_limit) return std::nullopt;
  return reservation;
}

bool BufferReservation::grow_to(std::uint64_t bytes) {
  const auto more = static_cast<std::int64_t>(bytes) - bytes_;
  if (more <= 0) return true;
  auto added = take(*services_, static_cast<std::uint64_t>(more));
  if (!added) return false;
  bytes_ += std::exchange(added->bytes_, 0);
  return true;
}

void BufferReservation::release() {
  if (bytes_ == 0) return;
  services_->buffered->fetch_sub(bytes_, std::memory_order_relaxed);
  services_->metrics.buffered_bytes.add(-bytes_);
  bytes_ = 0;
}

}  // namespace patchbay::gateway
