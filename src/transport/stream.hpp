// A byte stream over a socket, with or without TLS: what both sides of HTTP read from and write to.
#pragma once

#include "base/result.hpp"
#include "transport/frame_pool.hpp"
#include "transport/socket.hpp"
#include "transport/task.hpp"
#include "transport/tls_session.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace patchbay::transport {

class Stream {
 public:
  Stream(EventLoop& loop, UniqueFd descriptor) : socket_(loop, std::move(descriptor)) {}

  IoResult read(std::span<char> into);
  IoResult write(std::span<const iovec> pieces);
  // After would_block of a read (a write): until it is worth trying again.
  [[nodiscard]] SocketWait wait_to_read(Tick deadline, CancelToken token) { return socket_.wait(read_want_, deadline, token); }
  [[nodiscard]] SocketWait wait_to_write(Tick deadline, CancelToken token) { return socket_.wait(write_want_, deadline, token); }
  [[nodiscard]] SocketWait wait_for_either(Tick deadline, CancelToken token) { return socket_.wait(Interest::either, deadline, token); }

  [[nodiscard]] Socket& socket() { return socket_; }
  [[nodiscard]] TlsSession* tls() { return tls_ ? &*tls_ : nullptr; }
  void set_tls(TlsSession session) { tls_.emplace(std::move(session)); }
  // Event while no deadline came and nobody cancelled; then tls()->failure() says why if the answer is false.
  struct Handshake {
    WakeReason wake = WakeReason::event;
    bool succeeded = false;
  };
  Task<Handshake> shake_hands(Tick deadline, CancelToken token);

 private:
  Socket socket_;
  std::optional<TlsSession> tls_;
  Interest read_want_ = Interest::read;
  Interest write_want_ = Interest::write;
};

// Drops `bytes` from the front of `pieces`.
std::span<iovec> advance(std::span<iovec> pieces, std::size_t bytes);
inline iovec piece_of(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }

}  // namespace patchbay::transport
