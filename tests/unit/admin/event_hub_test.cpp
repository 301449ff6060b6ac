#include "admin/event_hub.hpp"

#include "codec/sse_parser.hpp"
#include "transport/block_on.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <thread>

namespace patchbay::admin {
namespace {

using transport::EventLoop;
using transport::Task;
using transport::WakeReason;

constexpr std::size_t plenty = 1024 * 1024;

struct Seen {
  std::uint64_t id;
  std::string type;
  std::string data;
  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> events_in(std::string_view bytes) {
  std::vector<Seen> seen;
  codec::SseParser parser;
  parser.feed(bytes);
  std::size_t from = 0;
  while (true) {
    const auto frame = parser.next();
    if (!frame || !*frame) return seen;
    std::uint64_t id = 0;
    const std::size_t at = bytes.find("id: ", from) + 4;
    std::from_chars(bytes.data() + at, bytes.data() + bytes.size(), id);
    from = at;
    seen.push_back({id, std::string((*frame)->event), std::string((*frame)->data)});
  }
}

TEST(EventHub, ReplaysWhatFollows) {
  EventHub hub(101);
  EXPECT_EQ(hub.last_id(), 100U);
  EXPECT_EQ(hub.publish("a", "{}"), 101U);
  EXPECT_EQ(hub.publish("b", R"({"x":1})"), 102U);
  EXPECT_EQ(events_in(hub.read_after(100, plenty).bytes), (std::vector<Seen>{{101, "a", "{}"}, {102, "b", R"({"x":1})"}}));
  EXPECT_EQ(events_in(hub.read_after(101, plenty).bytes), (std::vector<Seen>{{102, "b", R"({"x":1})"}}));
  EXPECT_EQ(hub.read_after(102, plenty).bytes, "");
  EXPECT_EQ(hub.read_after(102, plenty).last, 102U);
}

TEST(EventHub, GivesAtLeastOneEventAndNoMoreThanFits) {
  EventHub hub(1);
  for (int i = 0; i < 10; ++i) hub.publish("delta", std::string(100, 'x'));
  EXPECT_EQ(events_in(hub.read_after(0, 1).bytes).size(), 1U);
  const auto batch = hub.read_after(3, 300);
  EXPECT_EQ(events_in(batch.bytes).size(), 2U);
  EXPECT_EQ(batch.last, 5U);
}

TEST(EventHub, ResetsWhoIsTooFarBehind) {
  EventHub hub(1, HubLimits(4, plenty));
  for (int i = 0; i < 10; ++i) hub.publish("delta", "{}");
  EXPECT_EQ(events_in(hub.read_after(6, plenty).bytes).size(), 4U);
  const auto batch = hub.read_after(5, plenty);
  EXPECT_EQ(events_in(batch.bytes), (std::vector<Seen>{{10, "reset", "{}"}}));
  EXPECT_EQ(batch.last, 10U);
  EXPECT_EQ(hub.read_after(batch.last, plenty).bytes, "");
}

TEST(EventHub, ResetsWhoComesFromAnotherLife) {
  EventHub hub(1000);
  EXPECT_EQ(events_in(hub.read_after(5, plenty).bytes), (std::vector<Seen>{{999, "reset", "{}"}}));     // before ours
  EXPECT_EQ(events_in(hub.read_after(5000, plenty).bytes), (std::vector<Seen>{{999, "reset", "{}"}}));  // after ours
  EXPECT_EQ(hub.read_after(999, plenty).bytes, "");
}

TEST(EventHub, IsBoundedInBytes) {
  EventHub hub(1, HubLimits(1000, 10'000));
  for (int i = 0; i < 1000; ++i) hub.publish("delta", std::string(1000, 'x'));
  EXPECT_LE(hub.read_after(990, plenty).bytes.size(), 10'000U);
  EXPECT_EQ(events_in(hub.read_after(500, plenty).bytes).front().type, "reset");
  hub.publish("delta", std::string(50'000, 'x'));  // one that is larger than the ring still arrives
  EXPECT_EQ(events_in(hub.read_after(1000, plenty).bytes).front().type, "delta");
}

TEST(EventHub, WakesAListener) {
  EventLoop loop;
  EventHub hub(1);
  const auto body = [&]() -> Task<void> {
    HubListener listener(hub, loop);
    EXPECT_EQ(hub.listeners(), 1U);
    std::jthread other([&] { hub.publish("a", "{}"); });
    const WakeReason told = co_await listener.wait(loop.tick_after(std::chrono::seconds(20)), transport::CancelToken());
    EXPECT_EQ(told, WakeReason::event);
    EXPECT_EQ(events_in(hub.read_after(0, plenty).bytes).size(), 1U);
    const WakeReason late = co_await listener.wait(loop.tick_after(std::chrono::milliseconds(1)), transport::CancelToken());
    EXPECT_EQ(late, WakeReason::timeout);
    transport::CancelSource source;
    source.cancel();
    const WakeReason cancelled = co_await listener.wait(transport::never, source.token());
    EXPECT_EQ(cancelled, WakeReason::cancelled);
  };
  transport::block_on(loop, body());
  EXPECT_EQ(hub.listeners(), 0U);
}

TEST(EventHub, ClosingWakesEverybodyAndEndsPublishing) {
  EventLoop loop;
  EventHub hub(1);
  const auto body = [&]() -> Task<void> {
    HubListener listener(hub, loop);
    hub.close();
    const WakeReason told = co_await listener.wait(loop.tick_after(std::chrono::seconds(20)), transport::CancelToken());
    EXPECT_EQ(told, WakeReason::event);
  };
  transport::block_on(loop, body());
  EXPECT_TRUE(hub.closed());
  hub.publish("a", "{}");
  EXPECT_EQ(hub.last_id(), 0U);
}

// Every listener, on whichever thread and at whatever speed, sees all events once and in order.
TEST(EventHub, ManyListenersOnManyThreads) {
  constexpr std::uint64_t count = 2000;
  EventHub hub(1);
  const auto listen = [&](std::size_t limit) {
    EventLoop loop;
    const auto body = [&]() -> Task<void> {
      HubListener listener(hub, loop);
      std::uint64_t seen = 0;
      while (seen < count) {
        const auto batch = hub.read_after(seen, limit);
        for (const Seen& event : events_in(batch.bytes)) {
          EXPECT_EQ(event.id, seen + 1);
          seen = event.id;
        }
        if (!batch.bytes.empty()) continue;
        const WakeReason reason = co_await listener.wait(loop.tick_after(std::chrono::seconds(20)), transport::CancelToken());
        if (reason != WakeReason::event) {
          ADD_FAILURE() << "nobody woke the listener";
          co_return;
        }
      }
    };
    transport::block_on(loop, body());
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < 4; ++i) threads.emplace_back(listen, i % 2 == 0 ? plenty : 1);
  for (int writer = 0; writer < 2; ++writer)
    threads.emplace_back([&] {
      for (std::uint64_t i = 0; i < count / 2; ++i) hub.publish("delta", "{}");
    });
  threads.clear();
  EXPECT_EQ(hub.last_id(), count);
}

}  // namespace
}  // namespace patchbay::admin
