// Both ends of the wire for the transport's tests: raw peers that say exactly what a test wants, on one loop, with every wait bounded.
#pragma once

#include "codec/http1_body_decoder.hpp"
#include "codec/http1_response_parser.hpp"
#include "transport/block_on.hpp"
#include "transport/http_client.hpp"
#include "transport/http_server.hpp"
#include "transport/listener.hpp"
#include "transport/sleep.hpp"
#include "transport/stream.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// ASSERT_TRUE for coroutines.
#define CO_ASSERT(condition)               \
  do {                                     \
    if (!(condition)) {                    \
      ADD_FAILURE() << "not: " #condition; \
      co_return;                           \
    }                                      \
  } while (false)

namespace patchbay::test {

using namespace patchbay::transport;
using base::ErrorKind;
using base::Result;
using namespace std::chrono_literals;

inline constexpr Milliseconds patience = 20s;  // far beyond what any wait of a test needs

struct RawResponse {
  int status = 0;
  codec::Headers headers;
  std::string body;
  bool complete = false;
};

// A socket whose every byte the test decides.
class RawPeer {
 public:
  RawPeer(EventLoop& loop, UniqueFd descriptor) : loop_(loop), stream_(std::make_unique<Stream>(loop, std::move(descriptor))) {}

  Task<bool> send(std::string_view text) {
    std::array<iovec, 1> pieces = {piece_of(text)};
    std::span<iovec> rest(pieces);
    while (!rest.empty()) {
      const IoResult result = stream_->write(rest);
      if (result.state == IoState::done) {
        rest = advance(rest, result.bytes);
        continue;
      }
      if (result.state != IoState::would_block) co_return false;
      const WakeReason wake = co_await stream_->wait_to_write(loop_.tick_after(patience), CancelToken());
      if (wake != WakeReason::event) co_return false;
    }
    co_return true;
  }

  // Waits for more bytes; false: the other side has ended (or patience has).
  Task<bool> fill() {
    std::array<char, 65536> room;
    while (true) {
      const IoResult result = stream_->read(room);
      if (result.state == IoState::done) {
        seen_.append(room.data(), result.bytes);
        co_return true;
      }
      if (result.state != IoState::would_block) {
        end_ = result.state;
        co_return false;
      }
      const WakeReason wake = co_await stream_->wait_to_read(loop_.tick_after(patience), CancelToken());
      if (wake == WakeReason::timeout) {
        ADD_FAILURE() << "nothing came";
        co_return false;
      }
    }
  }

  // Everything up to and including `marker`; what follows stays.
  Task<std::string> read_until(std::string_view marker) {
    while (seen_.find(marker) == std::string::npos) {
      const bool more = co_await fill();
      if (!more) break;
    }
    const std::size_t at = seen_.find(marker);
    co_return take(at == std::string::npos ? seen_.size() : at + marker.size());
  }
  Task<std::string> read_bytes(std::size_t count) {
    while (seen_.size() < count) {
      const bool more = co_await fill();
      if (!more) break;
    }
    co_return take(std::min(count, seen_.size()));
  }
  Task<std::string> read_to_end() {
    bool more = true;
    while (more) more = co_await fill();
    co_return take(seen_.size());
  }

  Task<RawResponse> read_response(codec::Method method = codec::Method::get) {
    RawResponse response;
    codec::Http1ResponseParser parser(method);
    codec::ResponseHeadView head;
    while (true) {
      const auto progress = parser.feed(seen_, head);
      if (!progress) co_return response;
      if (*progress == codec::ParseProgress::complete) break;
      const bool more = co_await fill();
      if (!more) co_return response;
    }
    response.status = head.status;
    response.headers = head.headers.to_owned();
    codec::Http1BodyDecoder decoder(head.body);
    take(head.length);
    std::vector<std::string_view> pieces;
    while (true) {
      pieces.clear();
      const auto used = decoder.feed(seen_, pieces);
      if (!used) co_return response;
      for (const std::string_view piece : pieces) response.body += piece;
      take(*used);
      if (decoder.done()) break;
      const bool more = co_await fill();
      if (!more) {
        response.complete = decoder.finish().has_value();
        co_return response;
      }
    }
    response.complete = true;
    co_return response;
  }

  // Waits until the other side has ended its stream or reset the connection.
  Task<IoState> wait_for_end() {
    bool more = true;
    while (more) more = co_await fill();
    co_return end_;
  }

  void close() { stream_.reset(); }
  void half_close() { stream_->socket().shut_down(SHUT_WR); }
  void reset() {
    struct linger option{};
    option.l_onoff = 1;
    ::setsockopt(stream_->socket().descriptor(), SOL_SOCKET, SO_LINGER, &option, sizeof option);
    stream_.reset();
  }
  [[nodiscard]] Stream& stream() { return *stream_; }
  [[nodiscard]] const std::string& seen() const { return seen_; }

 private:
  std::string take(std::size_t count) {
    std::string taken = seen_.substr(0, count);
    seen_.erase(0, count);
    return taken;
  }

  EventLoop& loop_;
  std::unique_ptr<Stream> stream_;
  std::string seen_;
  IoState end_ = IoState::done;
};

inline Task<RawPeer> connect_raw(EventLoop& loop, const SocketAddress& address) {
  UniqueFd descriptor(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int code = ::connect(descriptor.get(), address.get(), address.length());
  if (code != 0) {
    Socket socket(loop, std::move(descriptor));
    socket.set_writable(false);
    co_await socket.wait(Interest::write, loop.tick_after(patience), CancelToken());
    descriptor = socket.release();
  }
  co_return RawPeer(loop, std::move(descriptor));
}

// A provider played by the test.
class RawServer {
 public:
  explicit RawServer(EventLoop& loop, const std::string& host = "127.0.0.1") : loop_(loop) {
    auto listener = open_listener(ListenAddress::tcp(host, 0), 1);
    if (!listener) {
      ADD_FAILURE() << listener.error().message;
      return;
    }
    address_ = listener->address;
    socket_ = std::make_unique<Socket>(loop, std::move(listener->sockets.front()));
  }

  Task<RawPeer> accept() {
    while (true) {
      UniqueFd accepted(::accept4(socket_->descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (accepted.valid()) co_return RawPeer(loop_, std::move(accepted));
      socket_->set_readable(false);
      const WakeReason wake = co_await socket_->wait(Interest::read, loop_.tick_after(patience), CancelToken());
      if (wake != WakeReason::event) ADD_FAILURE() << "nobody connected";
    }
  }
  // Whether a connection is waiting to be accepted, now.
  [[nodiscard]] bool somebody_waits() const {
    return UniqueFd(::accept4(socket_->descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)).valid();
  }
  void stop_listening() { socket_.reset(); }
  [[nodiscard]] const SocketAddress& address() const { return address_; }
  [[nodiscard]] Endpoint endpoint() const {
    EndpointSpec spec;
    spec.host = address_.ip();
    spec.port = address_.port();
    return Endpoint(spec);
  }

 private:
  EventLoop& loop_;
  SocketAddress address_;
  std::unique_ptr<Socket> socket_;
};

using HandlerFunction = std::function<Task<void>(ServerExchange&)>;

class FunctionHandler final : public Handler {
 public:
  explicit FunctionHandler(HandlerFunction function) : function_(std::move(function)) {}
  Task<void> handle(ServerExchange& exchange) override { return function_(exchange); }
  void on_refused(const Peer&, int status, std::string_view rule) override { refused.emplace_back(status, std::string(rule)); }
  void on_exception(ServerExchange&, std::string_view what) override { exceptions.emplace_back(what); }
  std::vector<std::pair<int, std::string>> refused;
  std::vector<std::string> exceptions;

 private:
  HandlerFunction function_;
};

// A server on the test's loop. co_await stop() before it dies.
class TestServer {
 public:
  TestServer(EventLoop& loop, HandlerFunction function, HttpServerOptions options = HttpServerOptions(),
             std::shared_ptr<TlsServerContext> tls = nullptr)
      : loop_(loop), handler_(std::move(function)), server_(loop, handler_, options) {
    auto listener = open_listener(ListenAddress::tcp("127.0.0.1", 0), 1);
    if (!listener) {
      ADD_FAILURE() << listener.error().message;
      return;
    }
    address_ = listener->address;
    EXPECT_TRUE(server_.listen(std::move(listener->sockets.front()), 0, std::move(tls)));
  }
  Task<RawPeer> connect() { return connect_raw(loop_, address_); }
  Task<void> stop() { return server_.shutdown(0ms); }
  [[nodiscard]] FunctionHandler& handler() { return handler_; }
  [[nodiscard]] HttpServer& server() { return server_; }
  [[nodiscard]] const SocketAddress& address() const { return address_; }
  [[nodiscard]] Endpoint endpoint() const {
    EndpointSpec spec;
    spec.host = address_.ip();
    spec.port = address_.port();
    return Endpoint(spec);
  }

 private:
  EventLoop& loop_;
  FunctionHandler handler_;
  HttpServer server_;
  SocketAddress address_;
};

// Lets others run until `condition` holds.
template <class Condition>
Task<bool> eventually(EventLoop& loop, const Condition& condition) {
  const Tick until = loop.tick_after(patience);
  while (!condition()) {
    if (loop.tick() > until) co_return false;
    static_cast<void>(co_await sleep_for(loop, 1ms));
  }
  co_return true;
}

using TestBody = std::function<Task<void>()>;
inline void run(EventLoop& loop, const TestBody& body) { block_on(loop, body()); }

}  // namespace patchbay::test
