#include "transport/worker_group.hpp"

#include "transport/block_on.hpp"

#include <unistd.h>

#include <future>
#include <thread>

namespace patchbay::transport {

struct WorkerGroup::Worker {
  EventLoop loop;
  std::vector<std::pair<std::size_t, UniqueFd>> sockets;  // listener index, socket
  std::thread thread;
  CancelSource graceful;  // fired on the worker's thread
  CancelSource forced;
};

struct WorkerGroup::State {
  State(WorkerGroupOptions settings, HandlerFactory make) : options(std::move(settings)), factory(std::move(make)) {}

  base::Result<void> bind() {
    for (std::size_t index = 0; index < options.listeners.size(); ++index) {
      auto listener = open_listener(options.listeners[index].address, workers.size());
      if (!listener) return base::fail(listener.error());
      addresses.push_back(listener->address);
      for (std::size_t socket = 0; socket < listener->sockets.size(); ++socket) {
        workers[socket]->sockets.emplace_back(index, std::move(listener->sockets[socket]));
      }
      if (listener->unix_lock.valid()) own_sockets.emplace_back(options.listeners[index].address.unix_path, std::move(listener->unix_lock));
    }
    return {};
  }

  Task<void> serve(Worker& worker, Handler& handler, std::promise<void>& ready) {
    HttpServer server(worker.loop, handler, options.server);
    for (auto& [index, socket] : worker.sockets) {
      // Only a descriptor that epoll refuses fails here, and the kernel has just given us this one.
      static_cast<void>(server.listen(std::move(socket), index, options.listeners[index].tls));
    }
    ready.set_value();
    {
      Waiter stopped(worker.loop, worker.graceful.token());
      co_await stopped;
    }
    co_await server.shutdown(options.shutdown_grace, worker.forced.token());
    co_await handler.drain();
  }

  void run(Worker& worker, std::size_t index, std::promise<void>& ready) {
    const std::unique_ptr<Handler> handler = factory(worker.loop, index);
    block_on(worker.loop, serve(worker, *handler, ready));
  }

  // Only while we hold their locks: the paths may be another process's by then.
  void remove_socket_files() {
    for (const auto& [path, lock] : own_sockets) ::unlink(path.c_str());
    own_sockets.clear();
  }

  WorkerGroupOptions options;
  HandlerFactory factory;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<SocketAddress> addresses;
  std::vector<std::pair<std::string, UniqueFd>> own_sockets;  // path and lock of the Unix sockets that we made
};

WorkerGroup::WorkerGroup(WorkerGroupOptions options, HandlerFactory factory)
    : state_(std::make_unique<State>(std::move(options), std::move(factory))) {}

WorkerGroup::~WorkerGroup() {
  stop_now();
  join();
}

base::Result<void> WorkerGroup::start() {
  for (std::size_t index = 0; index < state_->options.workers; ++index) state_->workers.push_back(std::make_unique<Worker>());
  if (auto bound = state_->bind(); !bound) {
    state_->workers.clear();
    return bound;
  }
  std::vector<std::promise<void>> ready(state_->workers.size());
  for (std::size_t index = 0; index < state_->workers.size(); ++index) {
    Worker& worker = *state_->workers[index];
    worker.thread = std::thread([state = state_.get(), &worker, index, &promise = ready[index]] { state->run(worker, index, promise); });
  }
  for (std::promise<void>& promise : ready) promise.get_future().wait();
  return {};
}

void WorkerGroup::stop() {
  for (const auto& worker : state_->workers) worker->loop.post([&target = *worker] { target.graceful.cancel(); });
}

void WorkerGroup::stop_now() {
  for (const auto& worker : state_->workers) {
    worker->loop.post([&target = *worker] {
      target.forced.cancel();
      target.graceful.cancel();
    });
  }
}

void WorkerGroup::join() {
  for (const auto& worker : state_->workers) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  state_->remove_socket_files();
}

const std::vector<SocketAddress>& WorkerGroup::addresses() const { return state_->addresses; }

std::size_t WorkerGroup::size() const { return state_->workers.size(); }

EventLoop& WorkerGroup::loop(std::size_t worker) const { return state_->workers[worker]->loop; }

}  // namespace patchbay::transport
