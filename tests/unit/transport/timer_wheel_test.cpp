#include "transport/timer_wheel.hpp"

#include <map>
#include <memory>
#include <random>

namespace patchbay::transport {
namespace {

struct Recorded : Timer {
  Recorded() : Timer(&Recorded::on_due) {}
  static void on_due(Timer& timer) { ++static_cast<Recorded&>(timer).fired; }
  int fired = 0;
};

TEST(TimerWheel, FiresAtItsTickAndNotBefore) {
  for (const Tick deadline : {1U, 2U, 63U, 64U, 65U, 127U, 4095U, 4096U, 4097U, 300000U, 16777215U, 16777216U}) {
    TimerWheel wheel;
    Recorded timer;
    wheel.arm(timer, deadline);
    EXPECT_LE(wheel.next_look(), deadline);
    wheel.advance(deadline - 1);
    EXPECT_EQ(timer.fired, 0) << deadline;
    wheel.advance(deadline);
    EXPECT_EQ(timer.fired, 1) << deadline;
    EXPECT_FALSE(timer.armed());
    wheel.advance(deadline + 100000);
    EXPECT_EQ(timer.fired, 1) << deadline;
  }
}

TEST(TimerWheel, APastDeadlineFiresWithTheNextTick) {
  TimerWheel wheel;
  wheel.advance(1000);
  Recorded timer;
  wheel.arm(timer, 10);
  wheel.advance(1001);
  EXPECT_EQ(timer.fired, 1);
}

TEST(TimerWheel, MovingLaterIsHonouredWhenTheOldSlotComesUp) {
  TimerWheel wheel;
  Recorded timer;
  wheel.arm(timer, 100);
  for (Tick now = 1; now < 1000; ++now) {
    wheel.arm(timer, now + 100);
    wheel.advance(now);
  }
  EXPECT_EQ(timer.fired, 0);
  wheel.advance(1098);
  EXPECT_EQ(timer.fired, 0);
  wheel.advance(1099);
  EXPECT_EQ(timer.fired, 1);
}

TEST(TimerWheel, MovingEarlierTakesEffect) {
  TimerWheel wheel;
  Recorded timer;
  wheel.arm(timer, 5000);
  wheel.arm(timer, 10);
  wheel.advance(10);
  EXPECT_EQ(timer.fired, 1);
}

TEST(TimerWheel, StoppedAndDestroyedTimersStaySilent) {
  TimerWheel wheel;
  Recorded stopped;
  wheel.arm(stopped, 10);
  stopped.stop();
  auto destroyed = std::make_unique<Recorded>();
  wheel.arm(*destroyed, 10);
  destroyed.reset();
  wheel.advance(100);
  EXPECT_EQ(stopped.fired, 0);
  EXPECT_EQ(wheel.next_look(), never);
}

TEST(TimerWheel, ACallbackMayArmAndDestroyOthers) {
  struct Chain : Timer {
    explicit Chain(TimerWheel& owner) : Timer(&Chain::on_due), wheel(owner) {}
    static void on_due(Timer& timer) {
      auto& self = static_cast<Chain&>(timer);
      ++self.fired;
      self.victim.reset();
      if (self.fired < 3) self.wheel.arm(self, self.wheel.now() + 5);
    }
    TimerWheel& wheel;
    std::unique_ptr<Recorded> victim = std::make_unique<Recorded>();
    int fired = 0;
  };
  TimerWheel wheel;
  Chain chain(wheel);
  wheel.arm(chain, 7);
  wheel.arm(*chain.victim, 7);
  wheel.advance(100);
  EXPECT_EQ(chain.fired, 3);
}

// Against the obvious model: a map of deadlines.
TEST(TimerWheel, AgreesWithAModelOverRandomOperations) {
  std::mt19937 random(20260722);
  TimerWheel wheel;
  constexpr std::size_t count = 200;
  std::vector<Recorded> timers(count);
  std::vector<Tick> due(count, never);
  std::vector<int> expected(count, 0);
  Tick now = 0;
  for (int step = 0; step < 20000; ++step) {
    const std::size_t which = random() % count;
    const unsigned action = random() % 8;
    if (action < 4) {
      const Tick reach = action == 0 ? 1'000'000 : (action == 1 ? 5000 : 70);
      due[which] = now + 1 + random() % reach;
      wheel.arm(timers[which], due[which]);
    } else if (action == 4) {
      due[which] = never;
      timers[which].stop();
    } else {
      now += random() % (action == 5 ? 3000 : 40);
      wheel.advance(now);
      for (std::size_t index = 0; index < count; ++index) {
        if (due[index] > now) continue;
        ++expected[index];
        due[index] = never;
      }
      Tick nearest = never;
      for (const Tick deadline : due) nearest = std::min(nearest, deadline);
      ASSERT_LE(wheel.next_look(), nearest);
    }
    ASSERT_EQ(timers[which].fired, expected[which]) << "step " << step;
  }
  for (std::size_t index = 0; index < count; ++index) EXPECT_EQ(timers[index].fired, expected[index]);
}

}  // namespace
}  // namespace patchbay::transport
