#include "routing/retry.hpp"

#include "base/error_tables.hpp"

namespace patchbay::routing {

std::optional<std::chrono::milliseconds> retry_delay(const base::Error& error, std::uint32_t attempts_made, const RetryPolicy& policy) {
  using base::Again;
  const Again again = base::conduct(error.kind).same_target;
  const bool may = again == Again::yes || again == Again::once || (again == Again::after_delay && error.retry_after);
  const std::uint32_t most = again == Again::once ? std::min(policy.retries, 1U) : policy.retries;
  if (!may || attempts_made > most) return std::nullopt;
  const auto wait = error.retry_after.value_or(policy.backoff * (1U << std::min(attempts_made - 1, 4U)));
  if (wait > policy.longest_wait) return std::nullopt;
  return wait;
}

}  // namespace patchbay::routing
