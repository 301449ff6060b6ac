// N threads, one event loop each, each with its own acceptor on every listener and its own handler.
#pragma once

#include "base/result.hpp"
#include "transport/address.hpp"
#include "transport/http_server.hpp"
#include "transport/listener.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace patchbay::transport {

struct ListenerSpec {
  explicit ListenerSpec(ListenAddress where, std::shared_ptr<TlsServerContext> context = nullptr)
      : address(std::move(where)), tls(std::move(context)) {}
  ListenAddress address;
  std::shared_ptr<TlsServerContext> tls;
};

struct WorkerGroupOptions {
  WorkerGroupOptions() = default;

  std::size_t workers = 1;
  std::vector<ListenerSpec> listeners;
  HttpServerOptions server;
  Milliseconds shutdown_grace = std::chrono::seconds(30);
};

// Called once per worker, on its thread, before anything is accepted. `worker` counts from 0.
using HandlerFactory = std::function<std::unique_ptr<Handler>(EventLoop& loop, std::size_t worker)>;

// start(), then stop() from any thread (a signal handler's loop, usually), then join().
class WorkerGroup {
 public:
  WorkerGroup(WorkerGroupOptions options, HandlerFactory factory);
  WorkerGroup(const WorkerGroup&) = delete;
  WorkerGroup& operator=(const WorkerGroup&) = delete;
  ~WorkerGroup();  // stops and joins

  // Binds everything (all or nothing), starts the threads, returns when every worker accepts. Errors: invalid_request, conflict (in use).
  base::Result<void> start();
  void stop();      // graceful: within shutdown_grace, then by force. Thread-safe, idempotent
  void stop_now();  // by force at once; also after stop()
  void join();
  [[nodiscard]] const std::vector<SocketAddress>& addresses() const;  // what was bound, by listener; after start()
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] EventLoop& loop(std::size_t worker) const;  // post() to it from other threads, between start() and join()

 private:
  struct Worker;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::transport
