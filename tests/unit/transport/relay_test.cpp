// Server and client together, as the gateway uses them: what a provider does must reach the client truthfully, and the other way round.
#include "transport/sanitizers.hpp"
#include "unit/transport/loopback.hpp"

#include <sys/resource.h>

namespace patchbay::test {
namespace {

class RelayTest : public testing::Test {
 protected:
  EventLoop loop;
  SystemResolver resolver;
  RawServer provider{loop};
  HttpClient client{loop, resolver};
  UpstreamLimits limits;
  TestServer server{loop, [this](ServerExchange& exchange) { return relay(exchange); }};
  int upstream_errors = 0;

  Task<void> relay(ServerExchange& exchange) {
    auto body = co_await exchange.read_body(64 * 1024 * 1024);
    if (!body) co_return;
    const std::array<std::string_view, 1> pieces = {exchange.body()};
    const UpstreamRequest request(exchange.head().method_name, exchange.head().target, {}, pieces);
    const Endpoint endpoint = provider.endpoint();
    auto response = co_await client.send(endpoint, request, limits, exchange.cancelled());
    if (!response) {
      ++upstream_errors;
      static_cast<void>(co_await exchange.respond(ResponseStart(502), response.error().message));
      co_return;
    }
    exchange.release_body();
    if (!exchange.begin(ResponseStart((*response)->head().status))) co_return;
    while (true) {
      auto piece = co_await (*response)->read();
      if (!piece) {
        ++upstream_errors;
        exchange.abort();
        co_return;
      }
      const std::array<std::string_view, 1> out = {*piece};
      if ((*response)->complete()) {
        static_cast<void>(co_await exchange.end(out));
        co_return;
      }
      auto written = co_await exchange.write(std::span<const std::string_view>(out));
      if (!written) co_return;
    }
  }
  static Task<void> read_request(RawPeer& peer) {
    const std::string head = co_await peer.read_until("\r\n\r\n");
    const std::size_t at = head.find("content-length: ");
    if (at != std::string::npos) static_cast<void>(co_await peer.read_bytes(std::stoul(head.substr(at + 16))));
  }
  static std::string chunk(std::string_view text) { return fmt::format("{:x}\r\n{}\r\n", text.size(), text); }
};

constexpr std::string_view request_text = "POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
constexpr std::string_view stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(RelayTest, EveryEventReachesTheClientBeforeTheNextIsSent) {
  const auto body = [&]() -> Task<void> {
    RawPeer user = co_await server.connect();
    EXPECT_TRUE(co_await user.send(request_text));
    RawPeer peer = co_await provider.accept();
    co_await read_request(peer);
    EXPECT_TRUE(co_await peer.send(stream_head));
    for (int index = 0; index < 50; ++index) {
      const std::string event = fmt::format("data: {}\n\n", index);
      EXPECT_TRUE(co_await peer.send(chunk(event)));
      const std::string seen = co_await user.read_until(event);
      EXPECT_TRUE(seen.ends_with(event));
    }
    EXPECT_TRUE(co_await peer.send("0\r\n\r\n"));
    static_cast<void>(co_await user.read_until("0\r\n\r\n"));
    client.close_idle_connections();
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(RelayTest, AClientThatLeavesClosesTheProvidersConnectionAtOnce) {
  for (const bool streaming : {false, true}) {
    const auto body = [&]() -> Task<void> {
      RawPeer user = co_await server.connect();
      EXPECT_TRUE(co_await user.send(request_text));
      RawPeer peer = co_await provider.accept();
      co_await read_request(peer);
      if (streaming) {
        EXPECT_TRUE(co_await peer.send(std::string(stream_head) + chunk("data: 1\n\n")));
        static_cast<void>(co_await user.read_until("data: 1\n\n"));
      }
      user.close();
      const IoState end = co_await peer.wait_for_end();
      EXPECT_NE(end, IoState::done);
    };
    run(loop, body);
  }
  const auto stop = [&]() -> Task<void> { co_await server.stop(); };
  run(loop, stop);
}

// The provider stops after every possible number of bytes, politely or with a reset: the client never sees a complete answer.
TEST_F(RelayTest, WhereverTheProviderStopsTheClientIsNotToldItWasAll) {
  const std::string answer = std::string(stream_head) + chunk("data: 1\n\n") + chunk("data: 2\n\n") + "0\r\n\r\n";
  const auto body = [&]() -> Task<void> {
    for (const bool reset : {false, true}) {
      for (std::size_t cut = 0; cut < answer.size(); ++cut) {
        RawPeer user = co_await server.connect();
        EXPECT_TRUE(co_await user.send(request_text));
        RawPeer peer = co_await provider.accept();
        co_await read_request(peer);
        EXPECT_TRUE(co_await peer.send(answer.substr(0, cut)));
        if (reset) {
          peer.reset();
        } else {
          peer.close();
        }
        const RawResponse response = co_await user.read_response();
        const bool told_so = response.status == 502 || !response.complete;
        EXPECT_TRUE(told_so) << "cut at " << cut << " status " << response.status;
      }
    }
    EXPECT_EQ(upstream_errors, static_cast<int>(2 * answer.size()));
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(RelayTest, ASlowClientHoldsTheProviderBack) {
  const std::string block(100'000, 'z');
  constexpr std::size_t blocks = 400;
  std::size_t sent = 0;
  const auto body = [&]() -> Task<void> {
    RawPeer user = co_await server.connect();
    EXPECT_TRUE(co_await user.send(request_text));
    RawPeer peer = co_await provider.accept();
    co_await read_request(peer);
    const auto pour = [&]() -> Task<void> {
      EXPECT_TRUE(co_await peer.send(stream_head));
      for (; sent < blocks; ++sent) EXPECT_TRUE(co_await peer.send(chunk(block)));
      EXPECT_TRUE(co_await peer.send("0\r\n\r\n"));
    };
    TaskScope scope(loop);
    scope.spawn(pour());
    std::size_t before = 1;
    while (before != sent) {
      before = sent;
      static_cast<void>(co_await sleep_for(loop, 30ms));
    }
    EXPECT_LT(sent, blocks);
    const RawResponse response = co_await user.read_response();
    EXPECT_TRUE(response.complete);
    EXPECT_EQ(response.body.size(), blocks * block.size());
    co_await scope.join();
    client.close_idle_connections();
    co_await server.stop();
  };
  run(loop, body);
}

std::size_t resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  unsigned long total = 0;
  unsigned long resident = 0;
  const int read = std::fscanf(file, "%lu %lu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * 4096 : 0;
}

TEST_F(RelayTest, AThousandOpenStreamsAllGetTheirEvents) {
  constexpr std::size_t count = 1000;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  ASSERT_GT(files.rlim_cur, 4 * count + 100) << "this machine allows too few descriptors";
  const auto body = [&]() -> Task<void> {
    std::vector<RawPeer> users;
    std::vector<RawPeer> peers;
    const std::size_t before = resident_bytes();
    for (std::size_t index = 0; index < count; ++index) {
      users.push_back(co_await server.connect());
      EXPECT_TRUE(co_await users.back().send(request_text));
      peers.push_back(co_await provider.accept());
      co_await read_request(peers.back());
      EXPECT_TRUE(co_await peers.back().send(std::string(stream_head) + chunk("data: first\n\n")));
    }
    for (RawPeer& user : users) static_cast<void>(co_await user.read_until("data: first\n\n"));
    // Both sockets of the proxy and both of the test's peers are in this process: a generous bound, the bench measures exactly.
    if (!sanitized) {
      EXPECT_LT((resident_bytes() - before) / count, 24U * 1024);
    }
    EXPECT_EQ(server.server().active_exchanges(), count);
    for (int round = 0; round < 3; ++round) {
      const std::string event = fmt::format("data: {}\n\n", round);
      for (RawPeer& peer : peers) EXPECT_TRUE(co_await peer.send(chunk(event)));
      for (RawPeer& user : users) EXPECT_TRUE((co_await user.read_until(event)).ends_with(event));
    }
    for (RawPeer& peer : peers) EXPECT_TRUE(co_await peer.send("0\r\n\r\n"));
    for (RawPeer& user : users) static_cast<void>(co_await user.read_until("0\r\n\r\n"));
    users.clear();
    peers.clear();
    EXPECT_TRUE(co_await eventually(loop, [&] { return server.server().connections() == 0; }));
    client.close_idle_connections();
    co_await server.stop();
  };
  run(loop, body);
}

}  // namespace
}  // namespace patchbay::test
