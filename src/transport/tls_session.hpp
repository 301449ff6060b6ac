// One TLS connection on a descriptor: what OpenSSL can do right now.
#pragma once

#include "base/result.hpp"
#include "transport/socket.hpp"

#include <sys/uio.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace patchbay::transport {

struct TlsDeleter {
  void operator()(ssl_st* tls) const noexcept;
};

enum class TlsStep : std::uint8_t { done, want_read, want_write, failed };

// Not thread-safe. The descriptor stays the socket's.
class TlsSession {
 public:
  static base::Result<TlsSession> accept_on(ssl_ctx_st* context, int descriptor);
  // Sends `server_name` as SNI and verifies the certificate against it (a name or an IP literal). `resumed` may be null; no ownership is
  // taken.
  static base::Result<TlsSession> connect_on(ssl_ctx_st* context, int descriptor, std::string_view server_name, ssl_session_st* resumed);

  TlsStep handshake();
  [[nodiscard]] std::string failure() const { return failure_; }  // why the handshake failed, for people
  // want: what the caller must wait for on would_block.
  IoResult read(std::span<char> into, Interest& want);
  IoResult write(std::span<const iovec> pieces, Interest& want);
  void close_notify();  // best effort, once
  [[nodiscard]] ssl_st* get() const { return tls_.get(); }

 private:
  explicit TlsSession(ssl_st* tls) : tls_(tls) {}
  IoResult outcome(int code, Interest& want);

  std::unique_ptr<ssl_st, TlsDeleter> tls_;
  std::string failure_;
};

}  // namespace patchbay::transport
