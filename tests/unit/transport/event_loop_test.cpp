#include "transport/event_loop.hpp"

#include "transport/block_on.hpp"
#include "transport/one_shot.hpp"
#include "transport/sleep.hpp"

#include <thread>
#include <vector>

namespace patchbay::transport {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, RunsJobsPostedFromOtherThreadsInOrder) {
  EventLoop loop;
  std::vector<int> seen;
  std::thread poster([&] {
    for (int index = 0; index < 1000; ++index) loop.post([&seen, index] { seen.push_back(index); });
    loop.stop();
  });
  loop.run();
  poster.join();
  loop.post([&] { loop.stop(); });
  loop.run();
  ASSERT_EQ(seen.size(), 1000U);
  for (int index = 0; index < 1000; ++index) EXPECT_EQ(seen[static_cast<std::size_t>(index)], index);
}

TEST(EventLoop, AMailboxOutlivesItsLoop) {
  std::shared_ptr<LoopMailbox> mailbox;
  auto held = std::make_shared<int>(1);
  {
    EventLoop loop;
    mailbox = loop.mailbox();
    EXPECT_TRUE(mailbox->post([held] {}));
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(mailbox->post([held] {}));
  EXPECT_EQ(held.use_count(), 1);
}

TEST(EventLoop, SimulatedTimeJumpsToTheNextTimer) {
  EventLoop loop(LoopTime::simulated);
  std::vector<std::string> order;
  const auto sleeper = [&](Milliseconds delay, std::string name) -> Task<void> {
    EXPECT_TRUE(co_await sleep_for(loop, delay));
    order.push_back(std::move(name));
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(sleeper(2h, "late"));
    scope.spawn(sleeper(1ms, "early"));
    scope.spawn(sleeper(10min, "middle"));
    co_await scope.join();
  };
  const auto began = std::chrono::steady_clock::now();
  const auto before = loop.now();
  block_on(loop, body());
  EXPECT_EQ(order, (std::vector<std::string>{"early", "middle", "late"}));
  EXPECT_EQ(loop.now() - before, 2h);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1min);
}

TEST(EventLoop, RealTimersAreNeverEarly) {
  EventLoop loop;
  const auto body = [&]() -> Task<void> {
    for (int round = 0; round < 5; ++round) {
      const auto began = std::chrono::steady_clock::now();
      EXPECT_TRUE(co_await sleep_for(loop, 3ms));
      EXPECT_GE(std::chrono::steady_clock::now() - began, 3ms - 1ms);  // now() is as of the turn's beginning
    }
  };
  block_on(loop, body());
}

TEST(EventLoop, YieldLetsOthersRun) {
  EventLoop loop;
  std::string order;
  const auto talker = [&](char letter) -> Task<void> {
    for (int round = 0; round < 3; ++round) {
      order += letter;
      co_await yield_now(loop);
    }
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(talker('a'));
    scope.spawn(talker('b'));
    co_await scope.join();
  };
  block_on(loop, body());
  EXPECT_EQ(order, "ababab");
}

TEST(EventLoop, TheDateHasTheFormOfHttp) {
  EventLoop loop;
  const std::string date(loop.http_date());
  ASSERT_EQ(date.size(), 29U);
  EXPECT_EQ(date.substr(25), " GMT");
  EXPECT_EQ(date[3], ',');
}

TEST(Sleep, CancellationEndsItWithTheReason) {
  EventLoop loop(LoopTime::simulated);
  CancelSource source;
  const auto before = loop.now();
  const auto sleeper = [&]() -> Task<void> {
    auto slept = co_await sleep_for(loop, 1h, source.token());
    EXPECT_FALSE(slept);
    if (!slept) {
      EXPECT_EQ(slept.error().kind, base::ErrorKind::overloaded);
      EXPECT_EQ(slept.error().message, "enough");
    }
    EXPECT_EQ(loop.now() - before, 5ms);
    auto again = co_await sleep_for(loop, 1h, source.token());
    EXPECT_FALSE(again);
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(sleeper());
    EXPECT_TRUE(co_await sleep_for(loop, 5ms));
    source.cancel(base::Error(base::ErrorKind::overloaded, "enough"));
    co_await scope.join();
  };
  block_on(loop, body());
}

TEST(OneShot, AnotherThreadCompletesWhatIsAwaited) {
  EventLoop loop;
  OneShot<std::string> answer(loop);
  std::thread other([sender = answer.sender()] {
    sender.set("first");
    sender.set("second");
  });
  const auto body = [&]() -> Task<void> {
    auto value = co_await answer.wait();
    EXPECT_TRUE(value);
    if (value) {
      EXPECT_EQ(*value, "first");
    }
  };
  block_on(loop, body());
  other.join();
}

TEST(OneShot, CancellationAndDeadlineEndTheWait) {
  EventLoop loop(LoopTime::simulated);
  CancelSource source;
  OneShot<int> answer(loop);
  const auto body = [&]() -> Task<void> {
    auto late = co_await answer.wait_until(loop.tick_after(1s), source.token());
    EXPECT_FALSE(late);
    if (!late) {
      EXPECT_EQ(late.error().kind, base::ErrorKind::timeout);
    }
    source.cancel();
    auto cancelled = co_await answer.wait(source.token());
    EXPECT_FALSE(cancelled);
    if (!cancelled) {
      EXPECT_EQ(cancelled.error().kind, base::ErrorKind::cancelled);
    }
    answer.sender().set(5);
    co_await yield_now(loop);
    auto value = co_await answer.wait();
    EXPECT_TRUE(value);
    if (value) {
      EXPECT_EQ(*value, 5);
    }
  };
  block_on(loop, body());
}

TEST(OneShot, ASenderMayOutliveReceiverAndLoop) {
  std::unique_ptr<OneShotSender<int>> sender;
  {
    EventLoop loop;
    const OneShot<int> answer(loop);
    sender = std::make_unique<OneShotSender<int>>(answer.sender());
  }
  sender->set(1);
}

TEST(TaskScope, JoinWaitsForAllAndRefusesNewOnes) {
  EventLoop loop(LoopTime::simulated);
  int ended = 0;
  const auto worker = [&](Milliseconds delay) -> Task<void> {
    EXPECT_TRUE(co_await sleep_for(loop, delay));
    ++ended;
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    for (int index = 0; index < 10; ++index) EXPECT_TRUE(scope.spawn(worker(Milliseconds(index))));
    EXPECT_EQ(scope.size(), 10U);
    co_await scope.join();
    EXPECT_EQ(ended, 10);
    EXPECT_FALSE(scope.spawn(worker(1ms)));
    co_await scope.join();
  };
  block_on(loop, body());
}

TEST(TaskScopeDeathTest, LeavingRunningTasksEndsTheProgram) {
  EXPECT_DEATH(
      {
        EventLoop loop;
        TaskScope scope(loop);
        const auto body = [&]() -> Task<void> { static_cast<void>(co_await sleep_for(loop, 1h)); };
        scope.spawn(body());
      },
      "task scope");
}

}  // namespace
}  // namespace patchbay::transport
