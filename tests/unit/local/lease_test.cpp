#include "local/lease.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace patchbay::local {
namespace {

TEST(LeaseGate, LetsNobodyInUntilItIsOpen) {
  LeaseGate gate;
  EXPECT_FALSE(gate.try_enter());
  gate.open();
  EXPECT_TRUE(gate.try_enter());
  EXPECT_EQ(gate.users(), 1U);
}

TEST(LeaseGate, ClosesAtOnceOnlyWhenNobodyIsInside) {
  LeaseGate gate;
  gate.open();
  ASSERT_TRUE(gate.try_enter());
  EXPECT_FALSE(gate.close_if_unused());
  EXPECT_TRUE(gate.try_enter());
  gate.leave();
  gate.leave();
  EXPECT_TRUE(gate.close_if_unused());
  EXPECT_FALSE(gate.try_enter());
}

TEST(LeaseGate, CountsThoseWhoWereInsideWhenItClosed) {
  LeaseGate gate;
  gate.open();
  ASSERT_TRUE(gate.try_enter());
  gate.close();
  EXPECT_EQ(gate.users(), 1U);
  gate.open();
  EXPECT_FALSE(gate.close_if_unused());
  gate.leave();
  EXPECT_TRUE(gate.close_if_unused());
}

TEST(Lease, GivesItselfBackOnce) {
  const auto gate = std::make_shared<LeaseGate>();
  gate->open();
  {
    ASSERT_TRUE(gate->try_enter());
    Lease first(gate);
    Lease second(std::move(first));
    EXPECT_TRUE(second.held());
    EXPECT_EQ(gate->users(), 1U);
    ASSERT_TRUE(gate->try_enter());
    second = Lease(gate);
    EXPECT_EQ(gate->users(), 1U);
  }
  EXPECT_EQ(gate->users(), 0U);
  EXPECT_NE(gate->last_left(), base::SteadyTime{});
}

TEST(LeaseGate, NeverClosesOnAUserWhateverTheThreadsDo) {
  LeaseGate gate;
  gate.open();
  std::atomic<bool> inside_while_closed = false;
  std::atomic<bool> closed = false;
  std::vector<std::thread> users;
  for (int i = 0; i < 4; ++i)
    users.emplace_back([&] {
      while (gate.try_enter()) {
        if (closed.load()) inside_while_closed = true;
        gate.leave();
      }
    });
  while (!gate.close_if_unused()) std::this_thread::yield();
  closed = true;
  for (std::thread& user : users) user.join();
  EXPECT_FALSE(inside_while_closed);
  EXPECT_EQ(gate.users(), 0U);
}

}  // namespace
}  // namespace patchbay::local
