#include "transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

namespace patchbay::transport {
namespace {

constexpr std::array<unsigned char, 9> http_1_1 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

constexpr std::size_t read_buffer_bytes = 64 * 1024;  // given back whenever it is empty

int select_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in, unsigned in_length, void*) {
  unsigned char* chosen = nullptr;
  const int code = SSL_select_next_proto(&chosen, out_length, http_1_1.data(), http_1_1.size(), in, in_length);
  *out = chosen;
  return code == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void set_common(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, read_buffer_bytes);
}

base::Error bad_file(const std::string& file) {
  return base::Error(base::ErrorKind::invalid_request, "cannot use " + file + ": " + take_tls_error());
}

}  // namespace

void TlsContextDeleter::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

base::Result<std::shared_ptr<TlsServerContext>> TlsServerContext::create(const std::string& certificate_file, const std::string& key_file) {
  TlsContextHandle context(SSL_CTX_new(TLS_server_method()));
  if (!context) return base::fail(base::ErrorKind::internal, "TLS: " + take_tls_error());
  set_common(context.get());
  SSL_CTX_set_alpn_select_cb(context.get(), &select_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) return base::fail(bad_file(certificate_file));
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) return base::fail(bad_file(key_file));
  if (SSL_CTX_check_private_key(context.get()) != 1) return base::fail(bad_file(key_file));
  return std::shared_ptr<TlsServerContext>(new TlsServerContext(std::move(context)));
}

base::Result<TlsContextHandle> make_client_context(const std::string& ca_file) {
  TlsContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (!context) return base::fail(base::ErrorKind::internal, "TLS: " + take_tls_error());
  set_common(context.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), http_1_1.data(), http_1_1.size());
  const bool trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                                       : SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) == 1;
  if (!trusted) return base::fail(bad_file(ca_file.empty() ? "the system's trust store" : ca_file));
  return context;
}

std::string take_tls_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

}  // namespace patchbay::transport
