// One connection to a provider, in use or waiting in a pool.
#pragma once

#include "transport/frame_pool.hpp"
#include "transport/stream.hpp"

#include <string>

struct ssl_session_st;

namespace patchbay::transport {

class ConnectionPool;

// While idle it watches its socket: anything that happens there (the provider's farewell, bytes that nobody asked for) removes it from its
// pool.
class ClientConnection final : public Pooled, public ListNode, private SocketObserver {
 public:
  ClientConnection(EventLoop& loop, UniqueFd descriptor, ConnectionPool& pool, std::string pool_key)
      : stream_(loop, std::move(descriptor)), pool_(pool), pool_key_(std::move(pool_key)) {}
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;
  ~ClientConnection() = default;

  [[nodiscard]] Stream& stream() { return stream_; }
  [[nodiscard]] const std::string& pool_key() const { return pool_key_; }
  [[nodiscard]] bool reused() const { return reused_; }
  void remember_session(ssl_session_st* session);  // for the pool; takes the reference

 private:
  friend class ConnectionPool;
  void become_idle();
  void become_busy();
  void on_readable() override;
  void on_hang_up() override;

  Stream stream_;
  ConnectionPool& pool_;
  std::string pool_key_;
  Tick idle_since_ = 0;
  bool reused_ = false;
};

}  // namespace patchbay::transport
