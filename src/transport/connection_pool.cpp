#include "transport/connection_pool.hpp"

#include <openssl/ssl.h>

#include <array>
#include <vector>

namespace patchbay::transport {

void ClientConnection::become_idle() {
  idle_since_ = stream_.socket().loop().tick();
  reused_ = true;
  stream_.socket().set_observer(this);
}

void ClientConnection::become_busy() { stream_.socket().set_observer(nullptr); }

// TLS 1.3 servers send session tickets when they please: those are no reason to drop the connection.
void ClientConnection::on_readable() {
  if (stream_.tls() != nullptr) {
    std::array<char, 1> byte{};
    if (stream_.read(byte).state == IoState::would_block) return;
  }
  pool_.drop(*this);
}

void ClientConnection::on_hang_up() { pool_.drop(*this); }

void ClientConnection::remember_session(ssl_session_st* session) { pool_.remember_session(pool_key_, session); }

void ConnectionPool::SessionDeleter::operator()(ssl_session_st* session) const noexcept { SSL_SESSION_free(session); }

ConnectionPool::ConnectionPool(EventLoop& loop, std::size_t limit_per_endpoint, Milliseconds idle_limit)
    : loop_(loop), limit_per_endpoint_(limit_per_endpoint), idle_limit_(idle_limit), sweeper_(*this) {}

ConnectionPool::~ConnectionPool() { close_all(); }

std::unique_ptr<ClientConnection> ConnectionPool::take(std::string_view key) {
  const auto bucket = buckets_.find(key);
  if (bucket == buckets_.end() || bucket->second.idle.empty()) return nullptr;
  std::unique_ptr<ClientConnection> connection(bucket->second.idle.back());
  connection->unlink();
  connection->become_busy();
  --bucket->second.count;
  --size_;
  return connection;
}

void ConnectionPool::give(std::unique_ptr<ClientConnection> connection) {
  Socket& socket = connection->stream().socket();
  const bool pending = connection->stream().tls() == nullptr && socket.readable();
  if (pending || socket.hung_up() || limit_per_endpoint_ == 0) return;
  Bucket& bucket = buckets_[connection->pool_key()];
  if (bucket.count >= limit_per_endpoint_) drop(*bucket.idle.front());
  connection->become_idle();
  bucket.idle.push_back(*connection.release());
  ++bucket.count;
  ++size_;
  if (!sweeper_.armed()) loop_.arm(sweeper_, loop_.tick_after(idle_limit_));
}

void ConnectionPool::drop(ClientConnection& idle) {
  const std::unique_ptr<ClientConnection> owner(&idle);
  idle.unlink();
  --buckets_.find(idle.pool_key())->second.count;
  --size_;
}

void ConnectionPool::close_all() {
  for (auto& [key, bucket] : buckets_) {
    while (ClientConnection* connection = bucket.idle.front()) drop(*connection);
  }
}

void ConnectionPool::Sweeper::on_due(Timer& timer) { static_cast<Sweeper&>(timer).pool.sweep(); }

// Idle times of connections that are younger than the limit are looked at again when the oldest of them will have reached it.
void ConnectionPool::sweep() {
  const auto limit = static_cast<Tick>(idle_limit_.count());
  Tick next = never;
  for (auto& [key, bucket] : buckets_) {
    ClientConnection* oldest = bucket.idle.front();
    while (oldest != nullptr && oldest->idle_since_ + limit <= loop_.tick()) {
      drop(*oldest);
      oldest = bucket.idle.front();
    }
    if (oldest != nullptr) next = std::min(next, oldest->idle_since_ + limit);
  }
  std::erase_if(buckets_, [](const auto& entry) { return entry.second.count == 0 && entry.second.session == nullptr; });
  if (next != never) loop_.arm(sweeper_, next);
}

ssl_session_st* ConnectionPool::session(std::string_view key) const {
  const auto bucket = buckets_.find(key);
  return bucket == buckets_.end() ? nullptr : bucket->second.session.get();
}

void ConnectionPool::remember_session(const std::string& key, ssl_session_st* session) { buckets_[key].session.reset(session); }

}  // namespace patchbay::transport
