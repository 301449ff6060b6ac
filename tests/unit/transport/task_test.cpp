#include "transport/task.hpp"

#include "transport/block_on.hpp"

#include <memory>
#include <stdexcept>

namespace patchbay::transport {
namespace {

Task<int> number(int value) { co_return value; }
Task<std::unique_ptr<int>> moved() { co_return std::make_unique<int>(7); }
Task<int> throwing() {
  throw std::runtime_error("broken");
  co_return 0;
}
Task<int> sum_of(int count) {
  int sum = 0;
  for (int index = 0; index < count; ++index) sum += co_await number(1);
  co_return sum;
}

TEST(Task, GivesItsValueToTheAwaiter) {
  EventLoop loop;
  EXPECT_EQ(block_on(loop, number(42)), 42);
  EXPECT_EQ(*block_on(loop, moved()), 7);
}

TEST(Task, StartsOnlyWhenAwaited) {
  bool started = false;
  const auto start = [&]() -> Task<void> {
    started = true;
    co_return;
  };
  EventLoop loop;
  Task<void> task = start();
  EXPECT_FALSE(started);
  block_on(loop, std::move(task));
  EXPECT_TRUE(started);
}

TEST(Task, DestroyingAnUnstartedOneFreesItsArguments) {
  auto shared = std::make_shared<int>(1);
  const auto hold = [](std::shared_ptr<int> held) -> Task<int> { co_return *held; };
  {
    const Task<int> task = hold(shared);
    EXPECT_EQ(shared.use_count(), 2);
  }
  EXPECT_EQ(shared.use_count(), 1);
}

TEST(Task, ExceptionsReachTheAwaiter) {
  EventLoop loop;
  std::string caught;
  const auto body = [&]() -> Task<void> {
    try {
      co_await throwing();
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
  };
  block_on(loop, body());
  EXPECT_EQ(caught, "broken");
}

TEST(Task, ManySynchronousAwaitsNeedNoStack) {
#if defined(__clang__)
  constexpr int count = 1'000'000;
#else
  constexpr int count = 1'000;  // GCC resumes by tail call only when it optimises; __OPTIMIZE__ does not tell, simdjson.h defines it
#endif
  EventLoop loop;
  EXPECT_EQ(block_on(loop, sum_of(count)), count);
}

}  // namespace
}  // namespace patchbay::transport
