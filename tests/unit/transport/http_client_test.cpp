#include "transport/http_client.hpp"

#include "transport/one_shot.hpp"
#include "unit/transport/loopback.hpp"

#include <zlib.h>

namespace patchbay::test {
namespace {

using Response = Result<std::unique_ptr<UpstreamResponse>>;

std::string gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class HttpClientTest : public testing::Test {
 protected:
  EventLoop loop;
  SystemResolver resolver;
  RawServer provider{loop};
  HttpClient client{loop, resolver};
  UpstreamLimits limits;
  CancelSource cancel;

  Task<Response> post(const Endpoint& endpoint, std::string_view body) {
    const std::array<std::string_view, 1> pieces = {body};
    const UpstreamRequest request("POST", "/v1/chat", {}, pieces);
    co_return co_await client.send(endpoint, request, limits, cancel.token());
  }
  Task<Response> get(const Endpoint& endpoint) {
    const UpstreamRequest request("GET", "/", {});
    co_return co_await client.send(endpoint, request, limits, cancel.token());
  }
  // Reads one request of the client: its head, and a body of content-length.
  static Task<std::string> read_request(RawPeer& peer) {
    std::string text = co_await peer.read_until("\r\n\r\n");
    const std::size_t at = text.find("content-length: ");
    if (at != std::string::npos) text += co_await peer.read_bytes(std::stoul(text.substr(at + 16)));
    co_return text;
  }
  // Plays a provider that answers `answer` to every request of one connection, then does what `after` says.
  Task<void> play(std::string answer, int requests, std::function<Task<void>(RawPeer&)> after = {}) {
    RawPeer peer = co_await provider.accept();
    for (int index = 0; index < requests; ++index) {
      const std::string request = co_await read_request(peer);
      if (request.empty()) co_return;
      EXPECT_TRUE(co_await peer.send(answer));
    }
    if (after) {
      co_await after(peer);
    } else {
      static_cast<void>(co_await peer.wait_for_end());
    }
  }
  // Sends GET to a provider that answers `bytes` and then closes.
  ErrorKind failure_after(std::string bytes, std::string* read_before = nullptr) {
    ErrorKind kind = ErrorKind::internal;
    const auto hang_up = [](RawPeer& peer) -> Task<void> {
      peer.close();
      co_return;
    };
    const auto body = [&]() -> Task<void> {
      TaskScope scope(loop);
      scope.spawn(play(bytes, 1, hang_up));
      auto response = co_await get(provider.endpoint());
      if (!response) {
        kind = response.error().kind;
      } else {
        while (true) {
          auto piece = co_await (*response)->read();
          if (!piece) kind = piece.error().kind;
          if (!piece || piece->empty()) break;
          if (read_before != nullptr) *read_before += *piece;
        }
      }
      response = base::fail(ErrorKind::internal, "");
      co_await scope.join();
    };
    run(loop, body);
    return kind;
  }
};

TEST_F(HttpClientTest, SendsTheRequestAndReadsTheAnswer) {
  std::string seen;
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    seen = co_await read_request(peer);
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Request-Id: 7\r\n\r\nhello"));
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    const std::array<codec::HeaderView, 1> fields = {codec::HeaderView{"authorization", "Bearer k"}};
    const std::array<std::string_view, 3> pieces = {"{\"a\"", "", ":1}"};
    const UpstreamRequest request("POST", "/v1/x?y=1", fields, pieces);
    auto response = co_await client.send(provider.endpoint(), request, limits, cancel.token());
    CO_ASSERT(response);
    EXPECT_EQ((*response)->head().status, 200);
    EXPECT_EQ((*response)->head().headers.find("x-request-id"), "7");
    EXPECT_FALSE((*response)->complete());
    auto piece = co_await (*response)->read();
    CO_ASSERT(piece);
    EXPECT_EQ(*piece, "hello");
    EXPECT_TRUE((*response)->complete());
    auto end = co_await (*response)->read();
    CO_ASSERT(end);
    EXPECT_TRUE(end->empty());
    EXPECT_EQ(client.idle_connections(), 1U);
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
  EXPECT_EQ(seen, fmt::format("POST /v1/x?y=1 HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer k\r\naccept-encoding: identity\r\n"
                              "content-length: 7\r\n\r\n{{\"a\":1}}",
                              provider.address().text()));
}

TEST_F(HttpClientTest, ReusesTheConnection) {
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 3));
    for (int round = 0; round < 3; ++round) {
      auto response = co_await post(provider.endpoint(), "body");
      CO_ASSERT(response);
      EXPECT_EQ((*response)->connection_use(), round == 0 ? ConnectionUse::fresh : ConnectionUse::reused);
      EXPECT_EQ(co_await read_all(**response, 100), "ok");
    }
    EXPECT_FALSE(provider.somebody_waits());
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, DoesNotReuseWhatTheProviderWillClose) {
  const auto body = [&]() -> Task<void> {
    for (const char* answer :
         {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"}) {
      TaskScope scope(loop);
      scope.spawn(play(answer, 1));
      auto response = co_await post(provider.endpoint(), "body");
      CO_ASSERT(response);
      EXPECT_EQ(co_await read_all(**response, 100), "ok");
      EXPECT_EQ(client.idle_connections(), 0U);
      co_await scope.join();
    }
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AnIdleConnectionThatTheProviderClosesLeavesThePool) {
  const auto body = [&]() -> Task<void> {
    const auto hang_up = [](RawPeer& peer) -> Task<void> {
      peer.close();
      co_return;
    };
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1, hang_up));
    auto response = co_await post(provider.endpoint(), "body");
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    EXPECT_TRUE(co_await eventually(loop, [&] { return client.idle_connections() == 0; }));
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, UnaskedBytesOnAnIdleConnectionRemoveIt) {
  const auto body = [&]() -> Task<void> {
    const auto talk = [&](RawPeer& peer) -> Task<void> {
      EXPECT_TRUE(co_await eventually(loop, [&] { return client.idle_connections() == 1; }));
      EXPECT_TRUE(co_await peer.send("HTTP/1.1 408 Request Timeout\r\n\r\n"));
      static_cast<void>(co_await peer.wait_for_end());
    };
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1, talk));
    auto response = co_await post(provider.endpoint(), "body");
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    co_await scope.join();
    EXPECT_EQ(client.idle_connections(), 0U);
  };
  run(loop, body);
}

TEST_F(HttpClientTest, ARequestThatDiesOnAStaleConnectionIsRepeatedOnAFreshOne) {
  std::vector<std::string> requests;
  const auto server = [&]() -> Task<void> {
    {
      RawPeer first = co_await provider.accept();
      requests.push_back(co_await read_request(first));
      EXPECT_TRUE(co_await first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
      requests.push_back(co_await read_request(first));
      first.reset();
    }
    RawPeer second = co_await provider.accept();
    requests.push_back(co_await read_request(second));
    EXPECT_TRUE(co_await second.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain"));
    static_cast<void>(co_await second.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    for (const char* expected : {"ok", "again"}) {
      auto response = co_await post(provider.endpoint(), "body");
      CO_ASSERT(response);
      EXPECT_EQ(co_await read_all(**response, 100), expected);
      EXPECT_EQ((*response)->connection_use(), ConnectionUse::fresh);
    }
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[1], requests[2]);
}

TEST_F(HttpClientTest, ARequestThatDiesOnAFreshConnectionIsNotRepeated) {
  const auto body = [&]() -> Task<void> {
    const auto server = [&]() -> Task<void> {
      RawPeer peer = co_await provider.accept();
      static_cast<void>(co_await read_request(peer));
      peer.close();
    };
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await post(provider.endpoint(), "body");
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().kind, ErrorKind::provider_unreachable);
    EXPECT_EQ(response.error().origin, base::Origin::provider);
    co_await scope.join();
    EXPECT_FALSE(provider.somebody_waits());
  };
  run(loop, body);
}

TEST_F(HttpClientTest, IdleConnectionsAreClosedAfterTheirLimit) {
  HttpClientOptions options;
  options.idle_connection_limit = 20ms;
  HttpClient short_lived(loop, resolver, options);
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1));
    const UpstreamRequest request("GET", "/", {});
    auto response = co_await short_lived.send(provider.endpoint(), request, limits, CancelToken());
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    EXPECT_EQ(short_lived.idle_connections(), 1U);
    EXPECT_TRUE(co_await eventually(loop, [&] { return short_lived.idle_connections() == 0; }));
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AdjacentChunksComeAsOneView) {
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n", 1));
    auto response = co_await get(provider.endpoint());
    CO_ASSERT(response);
    auto piece = co_await (*response)->read();
    CO_ASSERT(piece);
    EXPECT_EQ(*piece, "onetwothree");
    EXPECT_TRUE((*response)->complete());
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AnswersCutAnywhereAreTheSame) {
  const std::string answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: "
      "1\r\n\r\n"
      "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    for (std::size_t cut = 1; cut < answer.size(); ++cut) {
      static_cast<void>(co_await read_request(peer));
      EXPECT_TRUE(co_await peer.send(answer.substr(0, cut)));
      static_cast<void>(co_await sleep_for(loop, 1ms));
      EXPECT_TRUE(co_await peer.send(answer.substr(cut)));
    }
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    for (std::size_t cut = 1; cut < answer.size(); ++cut) {
      auto response = co_await get(provider.endpoint());
      CO_ASSERT(response);
      EXPECT_EQ((*response)->head().status, 200);
      EXPECT_EQ((*response)->head().headers.find("x"), "1");
      auto text = co_await read_all(**response, 100);
      CO_ASSERT(text);
      EXPECT_EQ(*text, "hello world") << cut;
    }
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, ABodyUntilTheEndOfTheConnectionIsComplete) {
  std::string text;
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\n\r\nall of it", &text), ErrorKind::internal);  // no failure
  EXPECT_EQ(text, "all of it");
}

TEST_F(HttpClientTest, CutAnswersAreTruncated) {
  EXPECT_EQ(failure_after(""), ErrorKind::provider_unreachable);
  EXPECT_EQ(failure_after("HTTP/1.1 20"), ErrorKind::truncated);
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), ErrorKind::truncated);
  std::string text;
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", &text), ErrorKind::truncated);
  EXPECT_EQ(text, "12345");
  text.clear();
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", &text), ErrorKind::truncated);
  EXPECT_EQ(text, "hello");
}

TEST_F(HttpClientTest, GarbageIsABadResponse) {
  EXPECT_EQ(failure_after("SSH-2.0-OpenSSH\r\n\r\n"), ErrorKind::bad_provider_response);
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), ErrorKind::bad_provider_response);
  EXPECT_EQ(failure_after("HTTP/1.1 101 Switching Protocols\r\n\r\n"), ErrorKind::bad_provider_response);
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x') + "\r\n\r\n"), ErrorKind::bad_provider_response);
  std::string text;
  EXPECT_EQ(failure_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", &text),
            ErrorKind::bad_provider_response);
  EXPECT_EQ(text, "hello");
}

TEST_F(HttpClientTest, NobodyListening) {
  const Endpoint endpoint = provider.endpoint();
  provider.stop_listening();
  const auto body = [&]() -> Task<void> {
    auto response = co_await get(endpoint);
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().kind, ErrorKind::provider_unreachable);
    EXPECT_NE(response.error().message.find("refused"), std::string::npos) << response.error().message;
  };
  run(loop, body);
}

TEST_F(HttpClientTest, SilenceEndsInTimeoutOrStalled) {
  struct Case {
    const char* answer;
    ErrorKind kind;
  };
  limits.first_byte = 30ms;
  limits.idle = 30ms;
  for (const Case& item : {Case{"", ErrorKind::timeout}, Case{"HTTP/1.1 200 OK\r\nConte", ErrorKind::timeout},
                           Case{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", ErrorKind::stalled},
                           Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ErrorKind::stalled}}) {
    const auto body = [&]() -> Task<void> {
      TaskScope scope(loop);
      scope.spawn(play(item.answer, 1));
      auto response = co_await get(provider.endpoint());
      if (!response) {
        EXPECT_EQ(response.error().kind, item.kind);
      } else {
        auto text = co_await read_all(**response, 100);
        EXPECT_FALSE(text);
        if (!text) {
          EXPECT_EQ(text.error().kind, item.kind);
        }
        auto again = co_await (*response)->read();
        EXPECT_FALSE(again);
      }
      co_await scope.join();
    };
    run(loop, body);
  }
}

TEST_F(HttpClientTest, ADripIsStoppedByTheTotalLimitOnly) {
  limits.idle = 10s;
  limits.total = 60ms;
  const auto drip = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    static_cast<void>(co_await read_request(peer));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
    bool taken = true;
    while (taken) {
      taken = co_await peer.send("x");
      static_cast<void>(co_await sleep_for(loop, 2ms));
    }
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(drip());
    {
      auto response = co_await get(provider.endpoint());
      CO_ASSERT(response);
      auto text = co_await read_all(**response, 100000);
      CO_ASSERT(!text);
      EXPECT_EQ(text.error().kind, ErrorKind::timeout);
    }
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, TheClocksStandStillWhileTheCallerIsBusy) {
  limits.idle = 40ms;
  limits.total = 40ms;
  OneShot<int> go_on(loop);
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    static_cast<void>(co_await read_request(peer));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
    EXPECT_TRUE(co_await go_on.wait());
    EXPECT_TRUE(co_await peer.send("world"));
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await get(provider.endpoint());
    CO_ASSERT(response);
    EXPECT_TRUE(co_await (*response)->read());
    static_cast<void>(co_await sleep_for(loop, 120ms));
    go_on.sender().set(1);
    auto rest = co_await (*response)->read();
    CO_ASSERT(rest);
    EXPECT_EQ(*rest, "world");
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AnAbandonedAnswerClosesTheConnectionAtOnce) {
  bool closed = false;
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    static_cast<void>(co_await read_request(peer));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
    static_cast<void>(co_await peer.wait_for_end());
    closed = true;
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    {
      auto response = co_await get(provider.endpoint());
      CO_ASSERT(response);
      EXPECT_TRUE(co_await (*response)->read());
      EXPECT_FALSE(closed);
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return closed; }));
    EXPECT_EQ(client.idle_connections(), 0U);
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, CancellationEndsEveryStage) {
  for (const char* answer : {"", "HTTP/1.1 200 OK\r\nContent", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}) {
    const auto body = [&]() -> Task<void> {
      CancelSource source;
      bool ended = false;
      const auto request_once = [&]() -> Task<void> {
        const UpstreamRequest request("GET", "/", {});
        auto response = co_await client.send(provider.endpoint(), request, limits, source.token());
        base::Error error;
        if (!response) {
          error = response.error();
        } else {
          auto text = co_await read_all(**response, 100);
          EXPECT_FALSE(text);
          if (!text) error = text.error();
        }
        EXPECT_EQ(error.kind, ErrorKind::cancelled);
        EXPECT_EQ(error.message, "stop");
        ended = true;
      };
      TaskScope scope(loop);
      scope.spawn(play(answer, 1));
      scope.spawn(request_once());
      static_cast<void>(co_await sleep_for(loop, 10ms));
      EXPECT_FALSE(ended);
      source.cancel(base::Error(ErrorKind::cancelled, "stop"));
      co_await scope.join();
      EXPECT_TRUE(ended);
    };
    run(loop, body);
  }
}

TEST_F(HttpClientTest, ACancelledTokenSendsNothing) {
  cancel.cancel();
  const auto body = [&]() -> Task<void> {
    auto response = co_await get(provider.endpoint());
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(provider.somebody_waits());
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AnEarlyAnswerIsReadThoughTheBodyIsNotSentYet) {
  const std::string huge(20'000'000, 'x');
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    static_cast<void>(co_await peer.read_until("\r\n\r\n"));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"));
    static_cast<void>(co_await sleep_for(loop, 20ms));
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await post(provider.endpoint(), huge);
    CO_ASSERT(response);
    EXPECT_EQ((*response)->head().status, 413);
    EXPECT_EQ(co_await read_all(**response, 100), "big");
    EXPECT_EQ(client.idle_connections(), 0U);
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, LargeBodiesAndAnswersPassWhole) {
  const std::string huge(20'000'000, 'x');
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    const std::string request = co_await read_request(peer);
    EXPECT_TRUE(request.ends_with(huge));
    EXPECT_TRUE(co_await peer.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", huge.size()) + huge));
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await post(provider.endpoint(), huge);
    CO_ASSERT(response);
    auto text = co_await read_all(**response, huge.size());
    CO_ASSERT(text);
    EXPECT_TRUE(*text == huge);
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, ReadAllHasALimit) {
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1));
    {
      auto response = co_await get(provider.endpoint());
      CO_ASSERT(response);
      auto text = co_await read_all(**response, 4);
      CO_ASSERT(!text);
      EXPECT_EQ(text.error().kind, ErrorKind::bad_provider_response);
    }
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, CompressedAnswersComeInflated) {
  std::string plain;
  for (int index = 0; index < 5000; ++index) plain += fmt::format("line {} of many\n", index);
  const std::string packed = gzip(plain);
  const std::string head = fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.size());
  std::string text;
  EXPECT_EQ(failure_after(head + packed, &text), ErrorKind::internal);  // no failure
  EXPECT_TRUE(text == plain);
  const std::string chunked = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string half = packed.substr(0, packed.size() / 2);
  text.clear();
  EXPECT_EQ(failure_after(chunked + fmt::format("{:x}\r\n", half.size()) + half + "\r\n0\r\n\r\n", &text), ErrorKind::truncated);
  EXPECT_TRUE(plain.starts_with(text));
  EXPECT_EQ(failure_after(chunked + "5\r\nhello\r\n0\r\n\r\n"), ErrorKind::bad_provider_response);
}

TEST_F(HttpClientTest, AHeadAnswerHasNoBody) {
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 1));
    const UpstreamRequest request("HEAD", "/", {});
    auto response = co_await client.send(provider.endpoint(), request, limits, CancelToken());
    CO_ASSERT(response);
    EXPECT_TRUE((*response)->complete());
    auto end = co_await (*response)->read();
    CO_ASSERT(end);
    EXPECT_TRUE(end->empty());
    EXPECT_EQ(client.idle_connections(), 1U);
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, FieldsThatCannotBeWrittenAreRefusedBeforeAnythingIsSent) {
  const auto body = [&]() -> Task<void> {
    const std::array<codec::HeaderView, 4> fields = {codec::HeaderView{"x-a", "1\r\nx-b: 2"}, codec::HeaderView{"Content-Length", "5"},
                                                     codec::HeaderView{"transfer-encoding", "chunked"}, codec::HeaderView{"host", "evil"}};
    for (const codec::HeaderView& field : fields) {
      const UpstreamRequest request("GET", "/", std::span(&field, 1));
      auto response = co_await client.send(provider.endpoint(), request, limits, CancelToken());
      CO_ASSERT(!response);
      EXPECT_EQ(response.error().kind, ErrorKind::invalid_request);
    }
    const UpstreamRequest bad_target("GET", "/a b", {});
    auto response = co_await client.send(provider.endpoint(), bad_target, limits, CancelToken());
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().kind, ErrorKind::invalid_request);
    EXPECT_FALSE(provider.somebody_waits());
  };
  run(loop, body);
}

// What a name resolves to is the test's decision.
class FakeResolver final : public Resolver {
 public:
  Task<Result<std::vector<SocketAddress>>> resolve(EventLoop& loop, const std::string&, std::uint16_t port, Tick deadline,
                                                   CancelToken token) override {
    if (hangs) {
      Waiter waiter(loop, token, deadline);
      const WakeReason wake = co_await waiter;
      if (wake == WakeReason::cancelled) co_return base::fail(token.reason());
      co_return base::fail(ErrorKind::timeout, "resolving took too long");
    }
    std::vector<SocketAddress> found = addresses;
    for (SocketAddress& address : found) address.set_port(port);
    co_return found;
  }
  std::vector<SocketAddress> addresses;
  bool hangs = false;
};

TEST_F(HttpClientTest, TriesTheAddressesInOrderWithinTheConnectLimit) {
  FakeResolver names;
  names.addresses = {*SocketAddress::from_literal("127.0.0.99", 0), *SocketAddress::from_literal("127.0.0.1", 0)};
  HttpClient named(loop, names);
  const auto body = [&]() -> Task<void> {
    EndpointSpec spec;
    spec.host = "provider.example";
    spec.port = provider.address().port();
    const Endpoint endpoint(spec);
    TaskScope scope(loop);
    scope.spawn(play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1));
    const UpstreamRequest request("GET", "/", {});
    auto response = co_await named.send(endpoint, request, limits, CancelToken());
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    named.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AHangingNameIsATimeoutAndCancellable) {
  FakeResolver names;
  names.hangs = true;
  HttpClient named(loop, names);
  limits.connect = 20ms;
  const auto body = [&]() -> Task<void> {
    EndpointSpec spec;
    spec.host = "provider.example";
    const Endpoint endpoint(spec);
    const UpstreamRequest request("GET", "/", {});
    auto late = co_await named.send(endpoint, request, limits, CancelToken());
    CO_ASSERT(!late);
    EXPECT_EQ(late.error().kind, ErrorKind::timeout);
    limits.connect = 1h;
    const auto stop = [&]() -> Task<void> {
      static_cast<void>(co_await sleep_for(loop, 5ms));
      cancel.cancel();
    };
    TaskScope scope(loop);
    scope.spawn(stop());
    auto cancelled = co_await named.send(endpoint, request, limits, cancel.token());
    CO_ASSERT(!cancelled);
    EXPECT_EQ(cancelled.error().kind, ErrorKind::cancelled);
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, ConnectingToADeafAddressTimesOut) {
  // A listener whose backlog is full takes no further connection: the kernel drops the SYN.
  const UniqueFd deaf(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  SocketAddress address = *SocketAddress::from_literal("127.0.0.1", 0);
  ASSERT_EQ(::bind(deaf.get(), address.get(), address.length()), 0);
  ASSERT_EQ(::listen(deaf.get(), 0), 0);
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  ::getsockname(deaf.get(), reinterpret_cast<sockaddr*>(&bound), &length);
  address = SocketAddress(reinterpret_cast<sockaddr*>(&bound), length);
  std::vector<UniqueFd> fillers;
  for (int index = 0; index < 4; ++index) {
    fillers.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    ::connect(fillers.back().get(), address.get(), address.length());
  }
  limits.connect = 300ms;
  const auto body = [&]() -> Task<void> {
    EndpointSpec spec;
    spec.host = "127.0.0.1";
    spec.port = address.port();
    const Endpoint endpoint(spec);
    auto response = co_await get(endpoint);
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().kind, ErrorKind::timeout);
  };
  run(loop, body);
}

TEST_F(HttpClientTest, SpeaksIpv6) {
  RawServer v6(loop, "::1");
  const auto body = [&]() -> Task<void> {
    const auto server = [&]() -> Task<void> {
      RawPeer peer = co_await v6.accept();
      const std::string request = co_await read_request(peer);
      EXPECT_NE(request.find(fmt::format("host: [::1]:{}\r\n", v6.address().port())), std::string::npos) << request;
      EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
      static_cast<void>(co_await peer.wait_for_end());
    };
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await get(v6.endpoint());
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, AskThePlainProxyInAbsoluteForm) {
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    const std::string request = co_await read_request(peer);
    EXPECT_TRUE(request.starts_with("GET http://api.example:8000/ HTTP/1.1\r\nhost: api.example:8000\r\n")) << request;
    EXPECT_NE(request.find("proxy-authorization: Basic abc\r\n"), std::string::npos);
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    EndpointSpec spec;
    spec.host = "api.example";
    spec.port = 8000;
    spec.proxy = Proxy{"127.0.0.1", provider.address().port(), "Basic abc"};
    const Endpoint endpoint(spec);
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await get(endpoint);
    CO_ASSERT(response);
    EXPECT_EQ(co_await read_all(**response, 100), "ok");
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(HttpClientTest, TimingsAreReported) {
  const auto server = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    static_cast<void>(co_await read_request(peer));
    static_cast<void>(co_await sleep_for(loop, 15ms));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(server());
    auto response = co_await get(provider.endpoint());
    CO_ASSERT(response);
    EXPECT_GE((*response)->timings().first_byte, 14ms);
    client.close_idle_connections();
    co_await scope.join();
  };
  run(loop, body);
}

TEST(SystemResolver, LiteralsAndLocalhostNeedNoLookUp) {
  EventLoop loop;
  SystemResolver resolver;
  const auto body = [&]() -> Task<void> {
    auto literal = co_await resolver.resolve(loop, "10.1.2.3", 80, never, CancelToken());
    CO_ASSERT(literal);
    EXPECT_EQ(literal->at(0).text(), "10.1.2.3:80");
    auto local = co_await resolver.resolve(loop, "localhost", 81, never, CancelToken());
    CO_ASSERT(local);
    EXPECT_EQ(local->at(0).text(), "127.0.0.1:81");
  };
  run(loop, body);
}

TEST(SystemResolver, ANameThatCannotExistIsUnreachable) {
  EventLoop loop;
  SystemResolver resolver;
  const auto body = [&]() -> Task<void> {
    auto found = co_await resolver.resolve(loop, "no such name", 80, loop.tick_after(patience), CancelToken());
    CO_ASSERT(!found);
    EXPECT_EQ(found.error().kind, ErrorKind::provider_unreachable);
    CancelSource cancelled;
    cancelled.cancel();
    auto stopped = co_await resolver.resolve(loop, "another such name", 80, never, cancelled.token());
    CO_ASSERT(!stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
  };
  run(loop, body);
}

}  // namespace
}  // namespace patchbay::test
