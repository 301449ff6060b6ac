#include "admin/event_stream.hpp"

#include "unit/auth/parsed_head.hpp"
#include "unit/transport/loopback.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

using namespace patchbay::test;
using auth::test::ParsedHead;

class EventStreamTest : public ::testing::Test {
 protected:
  HandlerFunction handler() {
    return [this](ServerExchange& exchange) -> Task<void> {
      const auto after = events_after(exchange.head());
      std::function<void()> tick = [this] { ++ticks; };
      co_await stream_events(hub, exchange, *after, std::move(tick));
      ++ended;
    };
  }
  static Task<RawPeer> listen(TestServer& server, std::string query) {
    RawPeer peer = co_await server.connect();
    const bool sent = co_await peer.send("GET /admin/v1/events" + query + " HTTP/1.1\r\nhost: localhost\r\n\r\n");
    EXPECT_TRUE(sent);
    co_return peer;
  }

  EventLoop loop;
  EventHub hub{1, HubLimits(1000, 256 * 1024)};
  int ticks = 0;
  int ended = 0;
};

TEST_F(EventStreamTest, StartsWhereItIsAsked) {
  const auto body = [&]() -> Task<void> {
    TestServer server(loop, handler());
    hub.publish("old", "{}");
    hub.publish("new", "{}");
    RawPeer peer = co_await listen(server, "?after=1");
    const std::string seen = co_await peer.read_until("event: new");
    EXPECT_EQ(seen.find("event: old"), std::string::npos);
    RawPeer from_now = co_await listen(server, "");
    const std::string hello = co_await from_now.read_until("retry: 1000\n\n");
    hub.publish("newest", "{}");
    const std::string then = co_await from_now.read_until("event: newest");
    EXPECT_EQ(then.find("event: new\n"), std::string::npos);
    co_await server.stop();
  };
  run(loop, body);
}

// However long it reads nothing: what it is owed stays within the ring and the sockets, and then it is told to begin anew.
TEST_F(EventStreamTest, ASlowListenerIsReset) {
  const auto body = [&]() -> Task<void> {
    TestServer server(loop, handler());
    RawPeer lazy = co_await listen(server, "");
    const std::string hello = co_await lazy.read_until("retry: 1000\n\n");
    const std::string data = "\"" + std::string(60'000, 'x') + "\"";
    for (int i = 0; i < 400; ++i) {
      hub.publish("bulk", data);
      co_await yield_now(loop);
    }
    std::size_t searched = 0;
    while (lazy.seen().find("event: reset", searched) == std::string::npos) {
      searched = lazy.seen().size() - std::min<std::size_t>(lazy.seen().size(), 20);
      const bool more = co_await lazy.fill();
      CO_ASSERT(more);
    }
    EXPECT_LT(lazy.seen().size(), 400U * 60'000U);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(EventStreamTest, EndsWhenTheListenerLeavesOrTheHubCloses) {
  const auto body = [&]() -> Task<void> {
    TestServer server(loop, handler());
    RawPeer leaver = co_await listen(server, "");
    const std::string hello = co_await leaver.read_until("retry: 1000\n\n");
    leaver.close();
    bool seen_end = co_await eventually(loop, [&] { return ended == 1; });
    EXPECT_TRUE(seen_end);
    EXPECT_EQ(hub.listeners(), 0U);
    RawPeer stayer = co_await listen(server, "");
    const std::string again = co_await stayer.read_until("retry: 1000\n\n");
    hub.publish("last", "{}");
    hub.close();
    const std::string rest = co_await stayer.read_until("0\r\n\r\n");
    EXPECT_NE(rest.find("event: last"), std::string::npos);
    seen_end = co_await eventually(loop, [&] { return ended == 2; });
    EXPECT_TRUE(seen_end);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(EventStreamTest, TicksWhileNothingHappens) {
  const auto body = [&]() -> Task<void> {
    TestServer server(loop, handler());
    RawPeer peer = co_await listen(server, "");
    const bool ticked = co_await eventually(loop, [&] { return ticks > 0; });
    EXPECT_TRUE(ticked);
    co_await server.stop();
  };
  run(loop, body);
}

TEST(EventsAfter, PrefersTheHeader) {
  const auto after = [](std::string_view line, std::initializer_list<std::string_view> fields) {
    return events_after(ParsedHead(line, fields).get());
  };
  EXPECT_EQ(after("GET /e HTTP/1.1", {"Host: a"}).value(), std::nullopt);
  EXPECT_EQ(after("GET /e?after=12 HTTP/1.1", {"Host: a"}).value(), 12U);
  EXPECT_EQ(after("GET /e?after=12 HTTP/1.1", {"Host: a", "Last-Event-ID: 15"}).value(), 15U);
  EXPECT_EQ(after("GET /e?after= HTTP/1.1", {"Host: a"}).value(), std::nullopt);
  EXPECT_EQ(after("GET /e?after=-1 HTTP/1.1", {"Host: a"}).error().param, "after");
  EXPECT_EQ(after("GET /e?after=1x HTTP/1.1", {"Host: a"}).error().kind, base::ErrorKind::invalid_request);
  EXPECT_EQ(after("GET /e HTTP/1.1", {"Host: a", "Last-Event-ID: x"}).error().param, "Last-Event-ID");
}

}  // namespace
}  // namespace patchbay::admin
