#include "transport/one_shot.hpp"
#include "unit/transport/loopback.hpp"
#include "unit/transport/test_certificates.hpp"

namespace patchbay::test {
namespace {

class TlsTest : public testing::Test {
 protected:
  EventLoop loop;
  SystemResolver resolver;
  HttpClient client{loop, resolver};
  UpstreamLimits limits;
  TestCertificates certificates;

  std::shared_ptr<TlsServerContext> context(const std::string& name) {
    auto made = TlsServerContext::create(certificates.file(name + ".pem"), certificates.file(name + ".key"));
    EXPECT_TRUE(made);
    return made ? *made : nullptr;
  }
  Endpoint endpoint(const SocketAddress& address, const std::string& host = "127.0.0.1") {
    EndpointSpec spec;
    spec.security = Security::tls;
    spec.host = host;
    spec.port = address.port();
    spec.ca_file = certificates.file("ca.pem");
    return Endpoint(spec);
  }
  Task<Result<std::string>> fetch(const Endpoint& where, std::string_view body = {}) {
    const std::array<std::string_view, 1> pieces = {body};
    const UpstreamRequest request("POST", "/x", {}, pieces);
    auto response = co_await client.send(where, request, limits, CancelToken());
    if (!response) co_return base::fail(response.error());
    co_return co_await read_all(**response, 100'000'000);
  }
  static Task<void> echo(ServerExchange& exchange) {
    EXPECT_TRUE(co_await exchange.read_body(100'000'000));
    EXPECT_EQ(exchange.peer().kind, PeerKind::tls);
    EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), exchange.body()));
  }
  base::Error failure(const Endpoint& where) {
    base::Error error;
    const auto body = [&]() -> Task<void> {
      auto answer = co_await fetch(where);
      EXPECT_FALSE(answer);
      if (!answer) error = answer.error();
    };
    run(loop, body);
    return error;
  }
  void stop(TestServer& server) {
    const auto body = [&]() -> Task<void> { co_await server.stop(); };
    run(loop, body);
  }
};

TEST_F(TlsTest, BodiesOfAllSizesPassBothWays) {
  certificates.issue("server", "IP:127.0.0.1");
  TestServer server(loop, echo, HttpServerOptions(), context("server"));
  const auto body = [&]() -> Task<void> {
    const Endpoint where = endpoint(server.address());
    for (const std::size_t size : {1U, 1000U, 16384U, 70000U, 3000000U}) {
      const std::string content(size, 'c');
      auto answer = co_await fetch(where, content);
      CO_ASSERT(answer);
      EXPECT_TRUE(*answer == content) << size;
    }
    EXPECT_EQ(client.idle_connections(), 1U);
    EXPECT_EQ(server.server().connections(), 1U);
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(TlsTest, StreamsArriveAsTheyAreWritten) {
  certificates.issue("server", "IP:127.0.0.1");
  OneShot<int> go_on(loop);
  const auto handler = [&](ServerExchange& exchange) -> Task<void> {
    EXPECT_TRUE(exchange.begin(ResponseStart(200)));
    EXPECT_TRUE(co_await exchange.write("one"));
    EXPECT_TRUE(co_await go_on.wait(exchange.cancelled()));
    EXPECT_TRUE(co_await exchange.write("two"));
    EXPECT_TRUE(co_await exchange.end());
  };
  TestServer server(loop, handler, HttpServerOptions(), context("server"));
  const auto body = [&]() -> Task<void> {
    const Endpoint where = endpoint(server.address());
    const UpstreamRequest request("GET", "/", {});
    {
      auto response = co_await client.send(where, request, limits, CancelToken());
      CO_ASSERT(response);
      auto first = co_await (*response)->read();
      CO_ASSERT(first);
      EXPECT_EQ(*first, "one");
      go_on.sender().set(1);
      EXPECT_EQ(co_await read_all(**response, 100), "two");
    }
    co_await server.stop();
  };
  run(loop, body);
}

TEST_F(TlsTest, CertificatesAreVerified) {
  certificates.issue("good", "DNS:localhost");
  certificates.issue("expired", "DNS:localhost,IP:127.0.0.1", -60);
  TestServer good(loop, echo, HttpServerOptions(), context("good"));
  TestServer expired(loop, echo, HttpServerOptions(), context("expired"));

  const base::Error wrong_name = failure(endpoint(good.address()));
  EXPECT_EQ(wrong_name.kind, ErrorKind::provider_tls);
  EXPECT_NE(wrong_name.message.find("mismatch"), std::string::npos) << wrong_name.message;

  EndpointSpec spec = endpoint(good.address(), "localhost").spec();
  spec.ca_file.clear();
  const base::Error unknown_authority = failure(Endpoint(spec));
  EXPECT_EQ(unknown_authority.kind, ErrorKind::provider_tls);
  EXPECT_NE(unknown_authority.message.find("certificate verify failed"), std::string::npos) << unknown_authority.message;

  const base::Error too_old = failure(endpoint(expired.address()));
  EXPECT_EQ(too_old.kind, ErrorKind::provider_tls);
  EXPECT_NE(too_old.message.find("expired"), std::string::npos) << too_old.message;

  spec = endpoint(good.address()).spec();
  spec.server_name = "localhost";
  const auto body = [&]() -> Task<void> {
    const Endpoint named(spec);
    auto answer = co_await fetch(named, "hi");
    CO_ASSERT(answer);
    EXPECT_EQ(*answer, "hi");
  };
  run(loop, body);
  client.close_idle_connections();
  stop(good);
  stop(expired);
}

TEST_F(TlsTest, AMissingAuthorityFileIsSaidSo) {
  certificates.issue("server", "IP:127.0.0.1");
  TestServer server(loop, echo, HttpServerOptions(), context("server"));
  EndpointSpec spec = endpoint(server.address()).spec();
  spec.ca_file = certificates.file("missing.pem");
  const base::Error error = failure(Endpoint(spec));
  EXPECT_EQ(error.kind, ErrorKind::provider_tls);
  EXPECT_NE(error.message.find("missing.pem"), std::string::npos) << error.message;
  stop(server);
}

TEST_F(TlsTest, APlainServerIsATlsFailure) {
  RawServer plain(loop);
  const auto body = [&]() -> Task<void> {
    const auto talk = [&]() -> Task<void> {
      RawPeer peer = co_await plain.accept();
      EXPECT_TRUE(co_await peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
      static_cast<void>(co_await peer.wait_for_end());
    };
    TaskScope scope(loop);
    scope.spawn(talk());
    auto answer = co_await fetch(endpoint(plain.address()));
    CO_ASSERT(!answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::provider_tls);
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(TlsTest, AHandshakeThatHangsIsATimeout) {
  RawServer silent(loop);
  limits.connect = 50ms;
  const auto body = [&]() -> Task<void> {
    auto answer = co_await fetch(endpoint(silent.address()));
    CO_ASSERT(!answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
  };
  run(loop, body);
}

// Sits in the middle and cuts the TCP connection: TLS must notice that its own ending is missing.
TEST_F(TlsTest, AnEndingWithoutCloseNotifyIsTruncated) {
  certificates.issue("server", "IP:127.0.0.1");
  auto tls = context("server");
  RawServer provider(loop);
  const auto serve = [&]() -> Task<void> {
    RawPeer peer = co_await provider.accept();
    auto session = TlsSession::accept_on(tls->get(), peer.stream().socket().descriptor());
    CO_ASSERT(session);
    peer.stream().set_tls(std::move(*session));
    const Stream::Handshake shaken = co_await peer.stream().shake_hands(loop.tick_after(patience), CancelToken());
    EXPECT_TRUE(shaken.succeeded);
    static_cast<void>(co_await peer.read_until("\r\n\r\n"));
    EXPECT_TRUE(co_await peer.send("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
    peer.half_close();
    static_cast<void>(co_await peer.wait_for_end());
  };
  const auto body = [&]() -> Task<void> {
    TaskScope scope(loop);
    scope.spawn(serve());
    auto answer = co_await fetch(endpoint(provider.address()));
    CO_ASSERT(!answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::truncated);
    co_await scope.join();
  };
  run(loop, body);
}

TEST_F(TlsTest, ASecondConnectionResumesTheSession) {
  certificates.issue("server", "IP:127.0.0.1");
  TestServer server(loop, echo, HttpServerOptions(), context("server"));
  const auto body = [&]() -> Task<void> {
    const Endpoint where = endpoint(server.address());
    for (int round = 0; round < 3; ++round) {
      auto answer = co_await fetch(where, "again");
      CO_ASSERT(answer);
      client.close_idle_connections();
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return server.server().connections() == 0; }));
    co_await server.stop();
  };
  run(loop, body);
}

// A proxy that opens tunnels, or refuses them.
TEST_F(TlsTest, GoesThroughATunnelOfAProxy) {
  certificates.issue("server", "DNS:api.example");
  TestServer server(loop, echo, HttpServerOptions(), context("server"));
  RawServer proxy(loop);
  std::string asked;
  const auto forward = [&](RawPeer& from, RawPeer& to) -> Task<void> {
    while (true) {
      const std::string some = co_await from.read_bytes(1);
      if (some.empty()) break;
      const std::string more = some + co_await from.read_bytes(from.seen().size());
      const bool sent = co_await to.send(more);
      if (!sent) break;
    }
    to.half_close();
  };
  const auto tunnel = [&]() -> Task<void> {
    RawPeer near = co_await proxy.accept();
    asked = co_await near.read_until("\r\n\r\n");
    RawPeer far = co_await server.connect();
    EXPECT_TRUE(co_await near.send("HTTP/1.1 200 Connection established\r\n\r\n"));
    TaskScope scope(loop);
    scope.spawn(forward(near, far));
    scope.spawn(forward(far, near));
    co_await scope.join();
  };
  const auto body = [&]() -> Task<void> {
    EndpointSpec spec = endpoint(server.address(), "api.example").spec();
    spec.port = 443;
    spec.proxy = Proxy{"127.0.0.1", proxy.address().port(), "Basic abc"};
    const Endpoint where(spec);
    TaskScope scope(loop);
    scope.spawn(tunnel());
    auto answer = co_await fetch(where, "through");
    CO_ASSERT(answer);
    EXPECT_EQ(*answer, "through");
    client.close_idle_connections();
    co_await scope.join();
    co_await server.stop();
  };
  run(loop, body);
  EXPECT_EQ(asked, "CONNECT api.example:443 HTTP/1.1\r\nhost: api.example:443\r\nproxy-authorization: Basic abc\r\n\r\n");
}

TEST_F(TlsTest, ARefusedTunnelIsUnreachable) {
  RawServer proxy(loop);
  for (const char* answer : {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "garbage\r\n\r\n", ""}) {
    const auto refuse = [&]() -> Task<void> {
      RawPeer near = co_await proxy.accept();
      static_cast<void>(co_await near.read_until("\r\n\r\n"));
      EXPECT_TRUE(co_await near.send(answer));
      near.close();
    };
    const auto body = [&]() -> Task<void> {
      EndpointSpec spec = endpoint(proxy.address(), "api.example").spec();
      spec.proxy = Proxy{"127.0.0.1", proxy.address().port(), ""};
      const Endpoint where(spec);
      TaskScope scope(loop);
      scope.spawn(refuse());
      auto fetched = co_await fetch(where);
      CO_ASSERT(!fetched);
      EXPECT_EQ(fetched.error().kind, ErrorKind::provider_unreachable);
      EXPECT_NE(fetched.error().message.find("proxy"), std::string::npos);
      co_await scope.join();
    };
    run(loop, body);
  }
}

TEST_F(TlsTest, AServerRefusesFilesThatDoNotFit) {
  certificates.issue("one", "DNS:localhost");
  certificates.issue("two", "DNS:localhost");
  EXPECT_FALSE(TlsServerContext::create(certificates.file("one.pem"), certificates.file("two.key")));
  EXPECT_FALSE(TlsServerContext::create(certificates.file("missing.pem"), certificates.file("two.key")));
  EXPECT_TRUE(TlsServerContext::create(certificates.file("one.pem"), certificates.file("one.key")));
}

}  // namespace
}  // namespace patchbay::test
