#include "transport/http_server.hpp"

#include "transport/one_shot.hpp"
#include "unit/transport/loopback.hpp"

#include <sys/resource.h>

namespace patchbay::test {
namespace {

constexpr std::size_t large = 64 * 1024 * 1024;

// Answers with what it got: method, target, body.
Task<void> echo(ServerExchange& exchange) {
  auto body = co_await exchange.read_body(large);
  if (!body) co_return;
  const std::array<codec::HeaderView, 1> fields = {codec::HeaderView{"content-type", "text/plain"}};
  const std::array<std::string_view, 5> pieces = {exchange.head().method_name, " ", exchange.head().target, " ", exchange.body()};
  EXPECT_TRUE(co_await exchange.respond(ResponseStart(200, fields), pieces));
}

// The same, without waiting where the body came with its head.
Task<void> echo_at_hand(ServerExchange& exchange) {
  if (exchange.take_body_at_hand(large)) {
    EXPECT_TRUE(exchange.take_body_at_hand(1)) << "asked again, there is nothing left to read";
  } else {
    auto body = co_await exchange.read_body(large);
    if (!body) co_return;
  }
  const std::array<std::string_view, 5> pieces = {exchange.head().method_name, " ", exchange.head().target, " ", exchange.body()};
  EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), pieces));
}

class HttpServerTest : public testing::Test {
 protected:
  EventLoop loop;

  // Sends `request` on a fresh connection and returns everything that comes until the server closes.
  std::string exchange_text(HandlerFunction handler, std::string request, HttpServerOptions options = HttpServerOptions()) {
    std::string answer;
    TestServer server(loop, std::move(handler), options);
    const auto body = [&]() -> Task<void> {
      RawPeer client = co_await server.connect();
      EXPECT_TRUE(co_await client.send(request));
      answer = co_await client.read_to_end();
      co_await server.stop();
    };
    run(loop, body);
    return answer;
  }
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  TestServer server(loop, echo);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    for (int round = 0; round < 3; ++round) {
      EXPECT_TRUE(co_await client.send("POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"));
      const RawResponse response = co_await client.read_response();
      EXPECT_EQ(response.status, 200);
      EXPECT_EQ(response.body, "POST /a?b=1 hello");
      EXPECT_EQ(response.headers.get("content-type"), "text/plain");
      EXPECT_TRUE(response.headers.contains("date"));
      EXPECT_FALSE(response.headers.contains("connection"));
    }
    EXPECT_EQ(server.server().connections(), 1U);
    co_await server.stop();
  };
  run(loop, body);
}

// Each way to a body must give the same.
class EchoTest : public HttpServerTest, public testing::WithParamInterface<Task<void> (*)(ServerExchange&)> {};
INSTANTIATE_TEST_SUITE_P(BothWays, EchoTest, testing::Values(&echo, &echo_at_hand));

TEST_P(EchoTest, PipelinedRequestsAreAnsweredInOrder) {
  TestServer server(loop, GetParam());
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    std::string requests;
    for (int index = 0; index < 50; ++index) {
      requests += fmt::format("POST /{} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{}", index, index % 10);
      requests += fmt::format("POST /c{} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", index);
    }
    EXPECT_TRUE(co_await client.send(requests));
    for (int index = 0; index < 50; ++index) {
      EXPECT_EQ((co_await client.read_response()).body, fmt::format("POST /{} {}", index, index % 10));
      EXPECT_EQ((co_await client.read_response()).body, fmt::format("POST /c{} abc", index));
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_P(EchoTest, TakesRequestsCutAnywhere) {
  const std::string request = "POST /cut HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\n";
  TestServer server(loop, GetParam());
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      EXPECT_TRUE(co_await client.send(request.substr(0, cut)));
      co_await yield_now(loop);
      co_await yield_now(loop);
      EXPECT_TRUE(co_await client.send(request.substr(cut)));
      EXPECT_EQ((co_await client.read_response()).body, "POST /cut wikipedia") << cut;
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_P(EchoTest, BodiesOfAllSizesArriveWhole) {
  TestServer server(loop, GetParam());
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    for (const std::size_t size : {1U, 1000U, 16000U, 17000U, 60000U, 65472U, 66000U, 200000U, 5000000U}) {
      std::string content(size, 'x');
      for (std::size_t index = 0; index < size; index += 97) content[index] = static_cast<char>('a' + index % 23);
      EXPECT_TRUE(co_await client.send(fmt::format("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", size) + content));
      EXPECT_TRUE((co_await client.read_response()).body == "POST / " + content) << size;
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ATakenBodyOutlivesTheExchange) {
  Buffer kept;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(co_await exchange.read_body(large));
    kept = exchange.take_body();
    EXPECT_TRUE(exchange.body().empty());
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), "ok"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    for (const std::size_t size : {10U, 20000U, 100000U}) {
      const std::string content(size, 'q');
      EXPECT_TRUE(co_await client.send(fmt::format("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", size) + content));
      EXPECT_EQ((co_await client.read_response()).body, "ok");
      EXPECT_TRUE(kept.view() == content);
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, InvitesTheBodyOfAnExpectantClient) {
  TestServer server(loop, echo);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    EXPECT_EQ(co_await client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_TRUE(co_await client.send("hi"));
    EXPECT_EQ((co_await client.read_response()).body, "POST / hi");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ABodyAtHandBeyondTheLimitIsLeftToBeRefused) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    EXPECT_FALSE(exchange.take_body_at_hand(4));
    auto body = co_await exchange.read_body(4);
    EXPECT_EQ(body.error().kind, base::ErrorKind::request_too_large);
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(413), std::string_view()));
  };
  const std::string answer = exchange_text(handler, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST_F(HttpServerTest, ATooLargeBodyIsRefusedBeforeItIsSent) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(1000);
    EXPECT_FALSE(body);
    if (!body) {
      EXPECT_EQ(body.error().kind, ErrorKind::request_too_large);
    }
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(413), "too large"));
  };
  const std::string answer =
      exchange_text(handler, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100000000\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 "));
  EXPECT_NE(answer.find("connection: close"), std::string::npos);
  EXPECT_EQ(answer.find("100 Continue"), std::string::npos);
}

TEST_F(HttpServerTest, AChunkedBodyAsksBeforeItGrows) {
  std::size_t allowed = 0;
  std::size_t most = large;
  const BodyGrowth growth = [&](std::size_t bytes) -> Result<void> {
    if (bytes > most) return base::fail(ErrorKind::overloaded, "full");
    allowed = bytes;
    return {};
  };
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(large, &growth);
    const std::string text = body ? std::to_string(exchange.body().size()) : body.error().message;
    EXPECT_LE(exchange.body().size(), allowed);
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), text));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    const std::string chunk = "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
    std::string request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int index = 0; index < 10; ++index) request += chunk;
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send(request + "0\r\n\r\n"));
    EXPECT_EQ((co_await client.read_response()).body, "327680");
    EXPECT_GE(allowed, 327680U);
    EXPECT_LT(allowed, 1'000'000U);
    most = 100'000;
    EXPECT_TRUE(co_await client.send(request + "0\r\n\r\n"));
    EXPECT_EQ((co_await client.read_response()).body, "full");
    EXPECT_LE(allowed, most);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ATooLargeChunkedBodyIsRefusedAndTheAnswerArrives) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(100'000);
    EXPECT_FALSE(body);
    if (!body) {
      EXPECT_EQ(body.error().kind, ErrorKind::request_too_large);
    }
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(413), "too large"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
    const std::string chunk = "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
    for (int index = 0; index < 100; ++index) EXPECT_TRUE(co_await client.send(chunk));
    const RawResponse response = co_await client.read_response();
    EXPECT_EQ(response.status, 413);
    EXPECT_TRUE(response.complete);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, AnUnreadShortBodyIsDrainedAndTheConnectionKept) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> { EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), "early")); };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    for (int round = 0; round < 3; ++round) {
      EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x')));
      EXPECT_EQ((co_await client.read_response()).body, "early");
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, StreamsInChunksEachAsItComes) {
  OneShot<int> go_on(loop);
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    EXPECT_FALSE(exchange.head_sent());
    EXPECT_TRUE(co_await exchange.write("one"));
    EXPECT_TRUE(exchange.head_sent());
    EXPECT_TRUE(co_await go_on.wait(exchange.cancelled()));
    const std::array<std::string_view, 3> pieces = {"t", "", "wo"};
    EXPECT_TRUE(co_await exchange.write(pieces));
    EXPECT_TRUE(co_await exchange.end());
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string head = co_await client.read_until("\r\n\r\n");
    EXPECT_NE(head.find("transfer-encoding: chunked\r\n"), std::string::npos);
    EXPECT_EQ(co_await client.read_bytes(8), "3\r\none\r\n");
    go_on.sender().set(1);
    EXPECT_EQ(co_await client.read_bytes(13), "3\r\ntwo\r\n0\r\n\r\n");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, OldClientsGetAStreamThatEndsWithTheConnection) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    EXPECT_TRUE(co_await exchange.write("one"));
    EXPECT_TRUE(co_await exchange.write("two"));
    EXPECT_TRUE(co_await exchange.end());
  };
  const std::string answer = exchange_text(handler, "GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("\r\n\r\nonetwo")) << answer;
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
}

TEST_F(HttpServerTest, HeadRequestsGetNoBody) {
  TestServer server(loop, echo);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    const RawResponse head = co_await client.read_response(codec::Method::head);
    EXPECT_EQ(head.headers.get("content-length"), "7");
    EXPECT_EQ((co_await client.read_response()).body, "GET /2 ");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, AStatusWithoutBodyHasNoFraming) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> { EXPECT_TRUE(co_await exchange.respond(ResponseStart(204), "")); };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const RawResponse response = co_await client.read_response();
    EXPECT_EQ(response.status, 204);
    EXPECT_FALSE(response.headers.contains("content-length"));
    EXPECT_FALSE(response.headers.contains("transfer-encoding"));
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, MalformedRequestsGetAStatusAndTheConnectionIsClosed) {
  struct Case {
    const char* request;
    const char* status;
  };
  const Case cases[] = {
      {"GARBAGE\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", "HTTP/1.1 505 "},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 400 "},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 400 "},
  };
  for (const Case& item : cases) {
    const std::string answer = exchange_text(echo, item.request);
    EXPECT_TRUE(answer.starts_with(item.status)) << item.request << answer;
    EXPECT_NE(answer.find("connection: close\r\n"), std::string::npos);
    EXPECT_NE(answer.find(R"("type":"invalid_request_error","param":null,"code":"invalid_request"}})"), std::string::npos) << answer;
  }
}

TEST_F(HttpServerTest, HeadsBeyondTheLimitsAreRefused) {
  const std::string long_head = "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(70000, 'a') + "\r\n\r\n";
  EXPECT_TRUE(exchange_text(echo, long_head).starts_with("HTTP/1.1 431 "));
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int index = 0; index < 150; ++index) many += fmt::format("X-{}: 1\r\n", index);
  EXPECT_TRUE(exchange_text(echo, many + "\r\n").starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, ASlowHeadGets408AndAnIdleConnectionNothing) {
  HttpServerOptions options;
  options.head_limit = 30ms;
  EXPECT_TRUE(exchange_text(echo, "GET / HTTP/1.1\r\nHo", options).starts_with("HTTP/1.1 408 "));
  EXPECT_EQ(exchange_text(echo, "", options), "");
}

TEST_F(HttpServerTest, AnIdleKeptConnectionIsClosedAfterItsLimit) {
  HttpServerOptions options;
  options.keep_alive_limit = 30ms;
  const std::string answer = exchange_text(echo, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", options);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, ASlowBodyIsRefused) {
  HttpServerOptions options;
  options.body_idle_limit = 30ms;
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(large);
    EXPECT_FALSE(body);
    if (!body) {
      EXPECT_EQ(body.error().kind, ErrorKind::invalid_request);
    }
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(400), "slow"));
  };
  TestServer server(loop, handler, options);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nabc"));
    EXPECT_EQ((co_await client.read_response()).status, 400);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ADrippedBodyIsRefusedThoughItNeverPauses) {
  HttpServerOptions options;
  options.body_idle_limit = 50ms;
  options.body_bytes_per_second = 10000;
  bool refused = false;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(large);
    refused = !body;
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(400), "slow"));
  };
  TestServer server(loop, handler, options);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n"));
    const auto drip = [&]() -> bool { return refused; };
    for (int index = 0; index < 20000 && !drip(); ++index) {
      static_cast<void>(co_await client.send("x"));
      static_cast<void>(co_await sleep_for(loop, 1ms));
    }
    EXPECT_TRUE(refused);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, AHandlerWithoutAnAnswerGivesA500) {
  const auto silent = [](ServerExchange& exchange) -> Task<void> { EXPECT_TRUE(co_await exchange.read_body(large)); };
  EXPECT_TRUE(exchange_text(silent, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, AThrowingHandlerGivesA500AndIsReported) {
  const auto throwing = [](ServerExchange&) -> Task<void> {
    throw std::runtime_error("broken");
    co_return;
  };
  TestServer server(loop, throwing);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await client.read_response()).status, 500);
    co_await server.stop();
  };
  run(loop, body);
  EXPECT_EQ(server.handler().exceptions, std::vector<std::string>{"broken"});
}

TEST_F(HttpServerTest, AnAbandonedStreamIsCutAndNotEnded) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    EXPECT_TRUE(co_await exchange.write("part"));
  };
  const std::string answer = exchange_text(handler, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("4\r\npart\r\n")) << answer;
}

TEST_F(HttpServerTest, AnOldClientSeesAnAbandonedStreamAsReset) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    EXPECT_TRUE(co_await exchange.write("part"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_EQ(co_await client.wait_for_end(), IoState::failed);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, AWrongContentLengthIsNeverSentAsIfItWereRight) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200, {}, 10)));
    EXPECT_TRUE(co_await exchange.write("12345"));
    EXPECT_FALSE(co_await exchange.end());
  };
  const std::string answer = exchange_text(handler, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("12345")) << answer;
}

TEST_F(HttpServerTest, AHeaderThatWouldInjectAnotherIsRefused) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    const std::array<codec::HeaderView, 1> fields = {codec::HeaderView{"x-a", "1\r\nx-b: 2"}};
    EXPECT_FALSE(exchange.begin(ResponseStart(200, fields)));
    co_return;
  };
  const std::string answer = exchange_text(handler, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(answer.find("x-b"), std::string::npos);
}

TEST_F(HttpServerTest, FramingFieldsOfTheHandlerAreLeftOut) {
  const auto handler = [](ServerExchange& exchange) -> Task<void> {
    const std::array<codec::HeaderView, 4> fields = {codec::HeaderView{"Content-Length", "99"},
                                                     codec::HeaderView{"transfer-encoding", "gzip"},
                                                     codec::HeaderView{"Connection", "upgrade"}, codec::HeaderView{"x-ok", "1"}};
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200, fields), "body"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const RawResponse response = co_await client.read_response();
    EXPECT_EQ(response.headers.get("content-length"), "4");
    EXPECT_FALSE(response.headers.contains("transfer-encoding"));
    EXPECT_FALSE(response.headers.contains("connection"));
    EXPECT_EQ(response.headers.get("x-ok"), "1");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, OutOfDescriptorsANewcomerWaitsUntilOneIsFree) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  TestServer server(loop, echo);
  const auto body = [&]() -> Task<void> {
    RawPeer first = co_await server.connect();
    EXPECT_TRUE(co_await first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await first.read_response()).body, "GET /1 ");
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    rlimit none = before;
    none.rlim_cur = 3;
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    ::connect(socket.get(), server.address().get(), server.address().length());
    RawPeer second(loop, std::move(socket));
    EXPECT_TRUE(co_await second.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await first.send("GET /3 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await first.read_response()).body, "GET /3 ");
    EXPECT_EQ(server.server().connections(), 1U);
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ((co_await second.read_response()).body, "GET /2 ");
    co_await server.stop();
  };
  run(loop, body);
}

enum class Leaving { close, half_close, reset };

class ClientLeavesTest : public HttpServerTest, public testing::WithParamInterface<Leaving> {};

TEST_P(ClientLeavesTest, TheExchangeIsCancelledAtOnce) {
  std::optional<base::Error> reason;
  bool running = false;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(co_await exchange.read_body(large));
    running = true;
    auto slept = co_await sleep_for(exchange.loop(), 1h, exchange.cancelled());
    EXPECT_FALSE(slept);
    if (!slept) reason = slept.error();
    EXPECT_FALSE(co_await exchange.respond(ResponseStart(200), "too late"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return running; }));
    switch (GetParam()) {
      case Leaving::close: client.close(); break;
      case Leaving::half_close: client.half_close(); break;
      case Leaving::reset: client.reset(); break;
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return reason.has_value(); }));
    EXPECT_TRUE(co_await eventually(loop, [&] { return server.server().connections() == 0; }));
    co_await server.stop();
  };
  run(loop, body);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->kind, ErrorKind::cancelled);
  EXPECT_EQ(reason->origin, base::Origin::client);
}

INSTANTIATE_TEST_SUITE_P(AllWays, ClientLeavesTest, testing::Values(Leaving::close, Leaving::half_close, Leaving::reset));

TEST_F(HttpServerTest, AClientThatLeavesInItsBodyCancelsTheRead) {
  std::optional<base::Error> reason;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    auto body = co_await exchange.read_body(large);
    EXPECT_FALSE(body);
    if (!body) reason = body.error();
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx"));
    client.half_close();
    EXPECT_EQ(co_await client.read_to_end(), "");
    co_await server.stop();
  };
  run(loop, body);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->kind, ErrorKind::cancelled);
}

TEST_F(HttpServerTest, PipelinedBytesDuringAnAnswerDoNotCancelIt) {
  OneShot<int> go_on(loop);
  int served = 0;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    if (++served == 1) {
      EXPECT_TRUE(co_await go_on.wait(exchange.cancelled()));
    }
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), exchange.head().target));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return served == 1; }));
    EXPECT_TRUE(co_await client.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    static_cast<void>(co_await sleep_for(loop, 5ms));
    go_on.sender().set(1);
    EXPECT_EQ((co_await client.read_response()).body, "/1");
    EXPECT_EQ((co_await client.read_response()).body, "/2");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ASlowReaderSuspendsTheWriterAndLosesNothing) {
  std::size_t written = 0;
  constexpr std::size_t total = 200;
  const std::string piece(100'000, 'y');
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    for (; written < total; ++written) EXPECT_TRUE(co_await exchange.write(piece));
    EXPECT_TRUE(co_await exchange.end());
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return written > 0; }));
    static_cast<void>(co_await sleep_for(loop, 20ms));
    EXPECT_LT(written, total);
    const RawResponse response = co_await client.read_response();
    EXPECT_EQ(response.body.size(), total * piece.size());
    EXPECT_TRUE(response.complete);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, AClientThatTakesNothingIsCancelled) {
  HttpServerOptions options;
  options.write_stall_limit = 50ms;
  std::optional<base::Error> reason;
  const std::string piece(1'000'000, 'y');
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    while (!reason) {
      auto sent = co_await exchange.write(piece);
      if (!sent) reason = sent.error();
    }
    EXPECT_TRUE(exchange.cancelled().cancelled());
  };
  TestServer server(loop, handler, options);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return reason.has_value(); }));
    EXPECT_TRUE(co_await eventually(loop, [&] { return server.server().connections() == 0; }));
    co_await server.stop();
  };
  run(loop, body);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->kind, ErrorKind::cancelled);
}

TEST_F(HttpServerTest, ShutdownLetsRunningExchangesFinishAndClosesIdleOnes) {
  OneShot<int> go_on(loop);
  bool running = false;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    running = true;
    EXPECT_TRUE(co_await go_on.wait(exchange.cancelled()));
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), "done"));
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer idle = co_await server.connect();
    RawPeer busy = co_await server.connect();
    EXPECT_TRUE(co_await busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return running; }));
    TaskScope scope(loop);
    scope.spawn(server.server().shutdown(20s));
    EXPECT_EQ(co_await idle.read_to_end(), "");
    go_on.sender().set(1);
    const RawResponse response = co_await busy.read_response();
    EXPECT_EQ(response.body, "done");
    EXPECT_EQ(response.headers.get("connection"), "close");
    co_await scope.join();
    EXPECT_EQ(server.server().connections(), 0U);
  };
  run(loop, body);
}

TEST_F(HttpServerTest, ShutdownCancelsWhatOutlastsTheGrace) {
  std::optional<base::Error> reason;
  bool running = false;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    running = true;
    auto slept = co_await sleep_for(exchange.loop(), 1h, exchange.cancelled());
    if (!slept) reason = slept.error();
  };
  TestServer server(loop, handler);
  const auto body = [&]() -> Task<void> {
    RawPeer client = co_await server.connect();
    EXPECT_TRUE(co_await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return running; }));
    co_await server.server().shutdown(20ms);
    EXPECT_EQ(server.server().connections(), 0U);
  };
  run(loop, body);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->origin, base::Origin::gateway);
}

TEST_F(HttpServerTest, BeyondTheConnectionLimitTheLongestIdleGivesWay) {
  HttpServerOptions options;
  options.max_connections = 2;
  TestServer server(loop, echo, options);
  const auto body = [&]() -> Task<void> {
    RawPeer first = co_await server.connect();
    EXPECT_TRUE(co_await first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await first.read_response()).body, "GET /1 ");
    RawPeer second = co_await server.connect();
    EXPECT_TRUE(co_await second.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await second.read_response()).body, "GET /2 ");
    RawPeer third = co_await server.connect();
    EXPECT_TRUE(co_await third.send("GET /3 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await third.read_response()).body, "GET /3 ");
    EXPECT_EQ(co_await first.read_to_end(), "");
    EXPECT_TRUE(co_await second.send("GET /4 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ((co_await second.read_response()).body, "GET /4 ");
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(HttpServerTest, BeyondTheConnectionLimitBusyOnesMakeNewcomersWait) {
  HttpServerOptions options;
  options.max_connections = 1;
  OneShot<int> go_on(loop);
  int served = 0;
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    if (++served == 1) {
      EXPECT_TRUE(co_await go_on.wait(exchange.cancelled()));
    }
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), "ok"));
  };
  TestServer server(loop, handler, options);
  const auto body = [&]() -> Task<void> {
    RawPeer first = co_await server.connect();
    EXPECT_TRUE(co_await first.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return served == 1; }));
    RawPeer second = co_await server.connect();
    EXPECT_TRUE(co_await second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    static_cast<void>(co_await sleep_for(loop, 10ms));
    EXPECT_EQ(served, 1);
    go_on.sender().set(1);
    EXPECT_EQ((co_await first.read_response()).body, "ok");
    EXPECT_EQ((co_await second.read_response()).body, "ok");
    co_await server.stop();
  };
  run(loop, body);
}

}  // namespace
}  // namespace patchbay::test
