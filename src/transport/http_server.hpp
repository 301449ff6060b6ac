// Serves HTTP/1.1 on one loop: connections in, exchanges to a handler, limits and time-outs in between.
#pragma once

#include "transport/event_loop.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task.hpp"
#include "transport/tls_context.hpp"
#include "transport/unique_fd.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace patchbay::transport {

struct HttpServerOptions {
  HttpServerOptions() = default;

  std::size_t head_bytes = 64 * 1024;
  std::size_t header_count = 100;
  std::size_t max_connections = 10000;        // per loop; when reached, the longest idle connection gives way, else accepting pauses
  std::size_t unread_body_bytes = 64 * 1024;  // drained to keep the connection; more closes it
  Milliseconds head_limit = std::chrono::seconds(10);       // the whole head, from its first byte (or from accept)
  Milliseconds body_idle_limit = std::chrono::seconds(30);  // between two reads of the body
  std::size_t body_bytes_per_second = 256;  // a body that comes slower than this, after a grace of body_idle_limit, is refused
  Milliseconds keep_alive_limit = std::chrono::seconds(75);   // idle between requests
  Milliseconds write_stall_limit = std::chrono::seconds(60);  // the client takes nothing
};

// Answers requests. One object per loop; handle() runs many times at once, as coroutines.
class Handler {
 public:
  virtual ~Handler() = default;
  // Returning without an answer gives the client a 500; an exception too, and on_exception hears of it.
  virtual Task<void> handle(ServerExchange& exchange) = 0;
  // A request that no handle() saw: its head was malformed or too slow and was answered with `status` (0: closed without an answer).
  virtual void on_refused(const Peer&, int /*status*/, std::string_view /*rule*/) {}
  virtual void on_exception(ServerExchange&, std::string_view /*what*/) {}
  // After the last exchange has ended, before the handler is destroyed, on its loop: end what runs in the background.
  virtual Task<void> drain() { co_return; }
};

// One loop. co_await shutdown() before it dies.
class HttpServer {
 public:
  // `handler` must outlive the server.
  HttpServer(EventLoop& loop, Handler& handler, HttpServerOptions options = HttpServerOptions());
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  // Accepts on a bound, listening, non-blocking socket. `index` is what exchange.listener() says. `tls` may be null.
  base::Result<void> listen(UniqueFd socket, std::size_t index, std::shared_ptr<TlsServerContext> tls = nullptr);
  void stop_accepting();
  // Stops accepting, closes idle connections, lets running exchanges end within `grace`, cancels the rest and waits for their handlers.
  // `force` ends the grace early.
  Task<void> shutdown(Milliseconds grace, CancelToken force = CancelToken());

  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t active_exchanges() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace patchbay::transport
