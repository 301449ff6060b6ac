#include "transport/http_server.hpp"

#include "transport/address.hpp"
#include "transport/server_connection.hpp"
#include "transport/sleep.hpp"
#include "transport/task_scope.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

namespace patchbay::transport {
namespace {

constexpr int accepts_per_turn = 64;
constexpr Milliseconds out_of_descriptors_pause{100};

bool out_of_resources(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

Peer peer_of(const SocketAddress& address, bool tls) {
  Peer peer;
  peer.kind = tls ? PeerKind::tls : PeerKind::tcp;
  if (address.is_unix()) {
    peer.kind = PeerKind::unix_socket;
    return peer;
  }
  peer.ip = address.ip();
  peer.port = address.port();
  return peer;
}

struct Acceptor : Pooled {
  Acceptor(EventLoop& loop, UniqueFd descriptor, std::size_t listener, std::shared_ptr<TlsServerContext> context)
      : socket(loop, std::move(descriptor)), index(listener), tls(std::move(context)) {}
  Socket socket;
  std::size_t index;
  std::shared_ptr<TlsServerContext> tls;
};

}  // namespace

class HttpServer::Impl {
 public:
  Impl(EventLoop& loop, Handler& handler, HttpServerOptions options)
      : context_(loop, handler, options), acceptors_(loop), connections_(loop) {}

  base::Result<void> listen(UniqueFd socket, std::size_t index, std::shared_ptr<TlsServerContext> tls) {
    auto acceptor = std::make_unique<Acceptor>(context_.loop, std::move(socket), index, std::move(tls));
    if (!acceptor->socket.watched()) return base::fail(base::ErrorKind::internal, "the listening socket cannot be watched");
    acceptors_.spawn(accept_all(std::move(acceptor)));
    return {};
  }

  void stop_accepting() { stop_.cancel(); }

  Task<void> shutdown(Milliseconds grace, CancelToken force) {
    stop_accepting();
    context_.stopping = true;
    context_.open.for_each([](OpenNode& node) { node.connection->close_if_idle(); });
    co_await acceptors_.join();
    if (connections_.size() > 0 && grace.count() > 0) {
      Waiter emptied(context_.loop, force, context_.loop.tick_after(grace));
      emptied_ = &emptied;
      co_await emptied;
      emptied_ = nullptr;
    }
    const base::Error reason(base::ErrorKind::cancelled, "the server is shutting down");
    context_.open.for_each([&](OpenNode& node) { node.connection->cancel(reason); });
    co_await connections_.join();
  }

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }
  [[nodiscard]] std::size_t active() const { return context_.active; }

 private:
  Task<void> accept_all(std::unique_ptr<Acceptor> acceptor) {
    int in_this_turn = 0;
    while (!stop_.cancelled()) {
      sockaddr_storage storage{};
      socklen_t length = sizeof storage;
      UniqueFd accepted(
          ::accept4(acceptor->socket.descriptor(), reinterpret_cast<sockaddr*>(&storage), &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!accepted.valid()) {
        co_await after_failure(*acceptor, errno);
        in_this_turn = 0;
        continue;
      }
      while (connections_.size() >= context_.options.max_connections && !stop_.cancelled()) co_await make_way();
      if (stop_.cancelled()) co_return;
      admit(std::move(accepted), SocketAddress(reinterpret_cast<sockaddr*>(&storage), length), *acceptor);
      if (++in_this_turn < accepts_per_turn) continue;
      in_this_turn = 0;
      co_await yield_now(context_.loop);
    }
  }

  Task<void> after_failure(Acceptor& acceptor, int error) {
    if (error == EAGAIN) {
      acceptor.socket.set_readable(false);
      co_await acceptor.socket.wait(Interest::read, never, stop_.token());
    } else if (out_of_resources(error)) {
      static_cast<void>(co_await sleep_for(context_.loop, out_of_descriptors_pause, stop_.token()));
    }
  }

  void admit(UniqueFd accepted, const SocketAddress& from, const Acceptor& acceptor) {
    if (!from.is_unix()) {
      const int on = 1;
      ::setsockopt(accepted.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    auto connection =
        std::make_unique<ServerConnection>(context_, std::move(accepted), peer_of(from, acceptor.tls != nullptr), acceptor.index);
    connections_.spawn(run(std::move(connection), acceptor.tls));
  }

  Task<void> run(std::unique_ptr<ServerConnection> connection, std::shared_ptr<TlsServerContext> tls) {
    co_await connection->run(std::move(tls));
    connection.reset();
    for (Waiter* waiting : slot_waiters_) waiting->wake();
    slot_waiters_.clear();
    if (emptied_ != nullptr && connections_.size() == 1) emptied_->wake();
  }

  // The connection that has been idle longest is closed for the new one's sake; if none is idle, the new one waits.
  Task<void> make_way() {
    if (IdleNode* longest = context_.idle.front()) longest->connection->close_if_idle();
    Waiter freed(context_.loop, stop_.token());
    slot_waiters_.push_back(&freed);
    co_await freed;
    std::erase(slot_waiters_, &freed);
  }

  ServerContext context_;
  TaskScope acceptors_;
  TaskScope connections_;
  CancelSource stop_;
  std::vector<Waiter*> slot_waiters_;
  Waiter* emptied_ = nullptr;
};

HttpServer::HttpServer(EventLoop& loop, Handler& handler, HttpServerOptions options)
    : impl_(std::make_unique<Impl>(loop, handler, options)) {}

HttpServer::~HttpServer() = default;

base::Result<void> HttpServer::listen(UniqueFd socket, std::size_t index, std::shared_ptr<TlsServerContext> tls) {
  return impl_->listen(std::move(socket), index, std::move(tls));
}

void HttpServer::stop_accepting() { impl_->stop_accepting(); }

Task<void> HttpServer::shutdown(Milliseconds grace, CancelToken force) { return impl_->shutdown(grace, force); }

std::size_t HttpServer::connections() const { return impl_->connections(); }

std::size_t HttpServer::active_exchanges() const { return impl_->active(); }

}  // namespace patchbay::transport
