#include "app/system.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <vector>

namespace patchbay::app {
namespace {

TEST(SystemClock, ReadsTheRealClocks) {
  const SystemClock clock;
  const auto before = std::chrono::steady_clock::now();
  const auto now = clock.steady();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::steady_clock::now());
  EXPECT_GT(clock.wall(), base::WallTime(std::chrono::seconds(1'700'000'000)));
}

TEST(SecureRandom, FillsEverythingAndNeverTheSame) {
  SecureRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(base::random_hex(random, 16)).second);
  std::vector<std::byte> large(100'000);
  random.fill(large);
  std::array<int, 256> counts{};
  for (std::byte b : large) ++counts[std::to_integer<std::size_t>(b)];
  for (int count : counts) EXPECT_GT(count, 200);  // 390 expected; below 200 is beyond nine standard deviations
  random.fill({});
}

}  // namespace
}  // namespace patchbay::app
