#include "routing/retry.hpp"

#include "base/error_tables.hpp"

#include <gtest/gtest.h>

namespace patchbay::routing {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;

std::optional<milliseconds> delay(ErrorKind kind, std::uint32_t attempts, std::optional<milliseconds> wait = {},
                                  std::uint32_t retries = 3) {
  base::Error error(kind, "x");
  error.retry_after = wait;
  RetryPolicy policy;
  policy.retries = retries;
  return retry_delay(error, attempts, policy);
}

TEST(Retry, BacksOff) {
  EXPECT_EQ(delay(ErrorKind::provider_error, 1), milliseconds(250));
  EXPECT_EQ(delay(ErrorKind::provider_error, 2), milliseconds(500));
  EXPECT_EQ(delay(ErrorKind::provider_error, 3), milliseconds(1000));
  EXPECT_EQ(delay(ErrorKind::provider_error, 4), std::nullopt);
}

TEST(Retry, NoneAllowedMeansNone) { EXPECT_EQ(delay(ErrorKind::provider_error, 1, {}, 0), std::nullopt); }

TEST(Retry, WaitsAsAsked) {
  EXPECT_EQ(delay(ErrorKind::overloaded, 1, milliseconds(20)), milliseconds(20));
  EXPECT_EQ(delay(ErrorKind::overloaded, 1, milliseconds(3000)), milliseconds(3000));
  EXPECT_EQ(delay(ErrorKind::overloaded, 1, milliseconds(3001)), std::nullopt) << "too long: the client's to wait for";
}

TEST(Retry, RateLimitsOnlyWithATime) {
  EXPECT_EQ(delay(ErrorKind::rate_limited, 1), std::nullopt);
  EXPECT_EQ(delay(ErrorKind::rate_limited, 1, milliseconds(100)), milliseconds(100));
}

TEST(Retry, OnceMeansOnce) {
  EXPECT_TRUE(delay(ErrorKind::provider_unreachable, 1).has_value());
  EXPECT_FALSE(delay(ErrorKind::provider_unreachable, 2).has_value());
}

TEST(Retry, ManyAttemptsDoNotOverflow) {
  EXPECT_EQ(delay(ErrorKind::provider_error, 40, {}, 100), std::nullopt) << "4 s is longer than the longest wait";
}

TEST(Retry, FollowsTheTableOfConduct) {
  for (std::size_t i = 0; i < base::error_kind_count; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const bool never = base::conduct(kind).same_target == base::Again::no;
    EXPECT_EQ(delay(kind, 1, milliseconds(1)).has_value(), !never) << base::name(kind);
  }
}

}  // namespace
}  // namespace patchbay::routing
