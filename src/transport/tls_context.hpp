// TLS settings that many connections share (OpenSSL 3).
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace patchbay::transport {

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const noexcept;
};
using TlsContextHandle = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

// A certificate (chain) and its key, both PEM files. Thread-safe once made.
class TlsServerContext {
 public:
  static base::Result<std::shared_ptr<TlsServerContext>> create(const std::string& certificate_file, const std::string& key_file);
  [[nodiscard]] ssl_ctx_st* get() const { return handle_.get(); }

 private:
  explicit TlsServerContext(TlsContextHandle handle) : handle_(std::move(handle)) {}
  TlsContextHandle handle_;
};

// Verifies peers against `ca_file`, or the system's trust store when that is empty; ALPN http/1.1; TLS 1.2 and 1.3.
base::Result<TlsContextHandle> make_client_context(const std::string& ca_file);

// The oldest entry of OpenSSL's error queue as text, and the queue is emptied.
std::string take_tls_error();

}  // namespace patchbay::transport
