#include "local/restart_policy.hpp"

#include <gtest/gtest.h>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime begin{1000s};

TEST(RestartPolicy, StartsAtOnceInTheBeginning) { EXPECT_EQ(RestartPolicy().pause_left(begin), 0ms); }

TEST(RestartPolicy, ForgivesOneCrashOfAReadyServer) {
  RestartPolicy policy;
  policy.became_ready(begin);
  policy.failed(FailedWhile::ready, begin + 2s);
  EXPECT_EQ(policy.pause_left(begin + 2s), 0ms);
  EXPECT_EQ(policy.failures(), 1);
}

TEST(RestartPolicy, DoublesThePauseFromOneSecondToSixty) {
  RestartPolicy policy;
  for (const auto expected : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) {
    policy.failed(FailedWhile::starting, begin);
    EXPECT_EQ(policy.pause_left(begin), expected);
    EXPECT_EQ(policy.pause_left(begin + 500ms), expected - 500ms);
    EXPECT_EQ(policy.pause_left(begin + 61s), 0ms);
  }
}

TEST(RestartPolicy, PausesWhenAReadyServerKeepsCrashing) {
  RestartPolicy policy;
  for (const auto expected : {0s, 1s, 2s, 4s}) {
    policy.became_ready(begin);
    policy.failed(FailedWhile::ready, begin + 1s);
    EXPECT_EQ(policy.pause_left(begin + 1s), expected);
  }
}

TEST(RestartPolicy, TrustsAgainAfterAGoodMinute) {
  RestartPolicy policy;
  for (int i = 0; i < 5; ++i) policy.failed(FailedWhile::starting, begin);
  policy.became_ready(begin);
  policy.failed(FailedWhile::ready, begin + 60s);
  EXPECT_EQ(policy.pause_left(begin + 60s), 0ms);
}

TEST(RestartPolicy, ForgetsWhenForgiven) {
  RestartPolicy policy;
  policy.failed(FailedWhile::starting, begin);
  policy.forgive();
  EXPECT_EQ(policy.pause_left(begin), 0ms);
  EXPECT_EQ(policy.failures(), 0);
}

}  // namespace
}  // namespace patchbay::local
