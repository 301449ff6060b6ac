// Which open connection can carry the next request to an endpoint? Idle ones by endpoint, the most recently used first.
#pragma once

#include "transport/client_connection.hpp"
#include "transport/event_loop.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct ssl_session_st;

namespace patchbay::transport {

// Owns the idle connections. One loop.
class ConnectionPool {
 public:
  ConnectionPool(EventLoop& loop, std::size_t limit_per_endpoint, Milliseconds idle_limit);
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool();

  std::unique_ptr<ClientConnection> take(std::string_view key);  // null: none
  void give(std::unique_ptr<ClientConnection> connection);       // its answer was read to the end
  void drop(ClientConnection& idle);                             // destroys it
  void close_all();
  [[nodiscard]] std::size_t size() const { return size_; }

  // The last TLS session of an endpoint, to shorten the next handshake. Null: none. The pool keeps what it hands out.
  [[nodiscard]] ssl_session_st* session(std::string_view key) const;
  void remember_session(const std::string& key, ssl_session_st* session);  // takes the reference

 private:
  struct SessionDeleter {
    void operator()(ssl_session_st* session) const noexcept;
  };
  struct Bucket {
    IntrusiveList<ClientConnection> idle;  // the longest idle first
    std::size_t count = 0;
    std::unique_ptr<ssl_session_st, SessionDeleter> session;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Sweeper : Timer {
    explicit Sweeper(ConnectionPool& owner) : Timer(&Sweeper::on_due), pool(owner) {}
    static void on_due(Timer& timer);
    ConnectionPool& pool;
  };
  void sweep();

  EventLoop& loop_;
  std::size_t limit_per_endpoint_;
  Milliseconds idle_limit_;
  std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets_;
  std::size_t size_ = 0;
  Sweeper sweeper_;
};

}  // namespace patchbay::transport
