// Another attempt, or the error as it is? The contract's table of conduct applied to one target; pure, time is an argument.
#pragma once

#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace patchbay::routing {

struct RetryPolicy {
  RetryPolicy() = default;
  std::uint32_t retries = 1;                     // repeats on one target
  std::chrono::milliseconds longest_wait{3000};  // a longer retry-after is the client's to wait for
  std::chrono::milliseconds backoff{250};        // where the provider names no time
};

// How long to wait before the same target is asked again; nothing: it is not.
std::optional<std::chrono::milliseconds> retry_delay(const base::Error& error, std::uint32_t attempts_made, const RetryPolicy& policy);

}  // namespace patchbay::routing
