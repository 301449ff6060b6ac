#include "transport/tls_session.hpp"

#include "transport/address.hpp"
#include "transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace patchbay::transport {
namespace {

constexpr std::size_t record_bytes = 16 * 1024;

base::Result<ssl_st*> new_session(ssl_ctx_st* context, int descriptor) {
  SSL* tls = SSL_new(context);
  if (tls == nullptr) return base::fail(base::ErrorKind::internal, "TLS: " + take_tls_error());
  SSL_set_fd(tls, descriptor);
  return tls;
}

bool set_peer_name(SSL* tls, const std::string& name) {
  if (SocketAddress::from_literal(name, 0)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name.c_str()) == 1;
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(tls, name.c_str()) == 1 && SSL_set_tlsext_host_name(tls, name.c_str()) == 1;
}

// One record's worth of the pieces in one place, so that a head and its body do not become a record each.
std::string_view gather(std::span<const iovec> pieces, std::span<char> room) {
  if (pieces.front().iov_len >= room.size()) return {static_cast<const char*>(pieces.front().iov_base), room.size()};
  std::size_t used = 0;
  for (const iovec& piece : pieces) {
    const std::size_t count = std::min(piece.iov_len, room.size() - used);
    std::memcpy(room.data() + used, piece.iov_base, count);
    used += count;
    if (used == room.size()) break;
  }
  return {room.data(), used};
}

}  // namespace

void TlsDeleter::operator()(ssl_st* tls) const noexcept { SSL_free(tls); }

base::Result<TlsSession> TlsSession::accept_on(ssl_ctx_st* context, int descriptor) {
  auto tls = new_session(context, descriptor);
  if (!tls) return base::fail(tls.error());
  TlsSession session(*tls);
  SSL_set_accept_state(*tls);
  return session;
}

base::Result<TlsSession> TlsSession::connect_on(ssl_ctx_st* context, int descriptor, std::string_view server_name,
                                                ssl_session_st* resumed) {
  auto tls = new_session(context, descriptor);
  if (!tls) return base::fail(tls.error());
  TlsSession session(*tls);
  SSL_set_connect_state(*tls);
  if (!set_peer_name(*tls, std::string(server_name))) return base::fail(base::ErrorKind::provider_tls, "TLS: " + take_tls_error());
  if (resumed != nullptr) SSL_set_session(*tls, resumed);
  return session;
}

TlsStep TlsSession::handshake() {
  ERR_clear_error();
  const int code = SSL_do_handshake(tls_.get());
  if (code == 1) return TlsStep::done;
  const int saved = errno;
  switch (SSL_get_error(tls_.get(), code)) {
    case SSL_ERROR_WANT_READ: return TlsStep::want_read;
    case SSL_ERROR_WANT_WRITE: return TlsStep::want_write;
    case SSL_ERROR_SYSCALL: failure_ = saved == 0 ? "the connection ended during the handshake" : std::strerror(saved); break;
    default: failure_ = take_tls_error(); break;
  }
  const long verified = SSL_get_verify_result(tls_.get());
  if (verified != X509_V_OK) failure_ = std::string("certificate verify failed: ") + X509_verify_cert_error_string(verified);
  return TlsStep::failed;
}

IoResult TlsSession::outcome(int code, Interest& want) {
  const int saved = errno;
  switch (SSL_get_error(tls_.get(), code)) {
    case SSL_ERROR_WANT_READ: want = Interest::read; return {IoState::would_block, 0, 0};
    case SSL_ERROR_WANT_WRITE: want = Interest::write; return {IoState::would_block, 0, 0};
    case SSL_ERROR_ZERO_RETURN: return {IoState::closed, 0, 0};
    case SSL_ERROR_SYSCALL:
      if (saved == 0) return {IoState::cut, 0, 0};
      return {IoState::failed, 0, saved};
    default: break;
  }
  const bool cut = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  ERR_clear_error();
  return cut ? IoResult{IoState::cut, 0, 0} : IoResult{IoState::failed, 0, EPROTO};
}

IoResult TlsSession::read(std::span<char> into, Interest& want) {
  ERR_clear_error();
  errno = 0;
  std::size_t total = 0;
  while (total < into.size()) {
    std::size_t count = 0;
    const int code = SSL_read_ex(tls_.get(), into.data() + total, into.size() - total, &count);
    total += count;
    if (code == 1 && SSL_has_pending(tls_.get()) != 0) continue;
    if (total > 0) break;
    return outcome(code, want);
  }
  return {IoState::done, total, 0};
}

IoResult TlsSession::write(std::span<const iovec> pieces, Interest& want) {
  ERR_clear_error();
  errno = 0;
  std::array<char, record_bytes> room;
  const std::string_view bytes = gather(pieces, room);
  std::size_t count = 0;
  const int code = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count);
  if (code == 1) return {IoState::done, count, 0};
  return outcome(code, want);
}

void TlsSession::close_notify() {
  ERR_clear_error();
  if (SSL_is_init_finished(tls_.get()) != 0 && SSL_get_shutdown(tls_.get()) == 0) SSL_shutdown(tls_.get());
  ERR_clear_error();
}

}  // namespace patchbay::transport
