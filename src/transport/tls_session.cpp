#include "transport/tls_session.hpp"

#include "transport/address.hpp"
#include "transport/tls_context.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace patchbay::transport {
namespace {

constexpr std::size_t record_bytes = 16 * 1024;

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a peer that has gone would end the program.
int descriptor_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

int retry_or_fail(BIO* bio, ssize_t count, int retry_flag) {
  BIO_clear_retry_flags(bio);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
  return static_cast<int>(count);
}

int read_socket(BIO* bio, char* into, int size) {
  const ssize_t count = ::recv(descriptor_of(bio), into, static_cast<std::size_t>(size), 0);
  if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return retry_or_fail(bio, count, BIO_FLAGS_READ);
}

int write_socket(BIO* bio, const char* bytes, int size) {
  return retry_or_fail(bio, ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

long control_socket(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct MethodDeleter {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, MethodDeleter> method([] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "patchbay socket");
    BIO_meth_set_read(made, &read_socket);
    BIO_meth_set_write(made, &write_socket);
    BIO_meth_set_ctrl(made, &control_socket);
    return made;
  }());
  return method.get();
}

base::Result<ssl_st*> new_session(ssl_ctx_st* context, int descriptor) {
  SSL* tls = SSL_new(context);
  if (tls == nullptr) return base::fail(base::ErrorKind::internal, "TLS: " + take_tls_error());
  BIO* bio = BIO_new(socket_method());
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
  BIO_set_init(bio, 1);
  SSL_set_bio(tls, bio, bio);
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
