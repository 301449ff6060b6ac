#include "base/secret.hpp"

#include <gtest/gtest.h>

namespace patchbay::base {

TEST(Secret, PrintsAsStars) { EXPECT_EQ(fmt::format("{}", Secret(std::string("sk-abc"))), "***"); }

TEST(Secret, MovingLeavesNothingBehind) {
  Secret first(std::string(100, 'k'));
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the point of the test
  EXPECT_EQ(second.reveal().size(), 100u);
  EXPECT_EQ(second.clone().reveal(), second.reveal());
}

}  // namespace patchbay::base
