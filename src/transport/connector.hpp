// How does a connection to an endpoint come about? Name, TCP or Unix socket, proxy, TLS, all within one time limit.
#pragma once

#include "base/result.hpp"
#include "transport/client_connection.hpp"
#include "transport/connection_pool.hpp"
#include "transport/endpoint.hpp"
#include "transport/resolver.hpp"
#include "transport/task.hpp"
#include "transport/tls_context.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace patchbay::transport {

class Connector {
 public:
  Connector(EventLoop& loop, Resolver& resolver, ConnectionPool& pool) : loop_(loop), resolver_(resolver), pool_(pool) {}

  // Errors: timeout, provider_unreachable, provider_tls, cancelled. `deadline` in ticks of the loop.
  Task<base::Result<std::unique_ptr<ClientConnection>>> connect(const Endpoint& endpoint, Tick deadline, CancelToken token);

 private:
  using Connection = base::Result<std::unique_ptr<ClientConnection>>;
  // A descriptor, or why there is none. (Smaller than a Result: a burst of new connections holds as many of these frames.)
  struct Dialled {
    UniqueFd descriptor;
    int error = 0;
    WakeReason wake = WakeReason::event;
  };
  Task<base::Result<UniqueFd>> open(const Endpoint& endpoint, Tick deadline, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<UniqueFd>> open_unix(const std::string& path, Tick deadline, CancelToken token);
  Task<base::Result<UniqueFd>> open_tcp(const std::string& host, std::uint16_t port, Tick deadline, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<UniqueFd>> open_named(const std::string& host, std::uint16_t port, Tick deadline, CancelToken token);
  Task<Dialled> dial(const SocketAddress& address, Tick deadline, CancelToken token);
  static base::Error why(const Dialled& dialled, const SocketAddress& address, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<void>> tunnel(Stream& stream, const Endpoint& endpoint, Tick deadline, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<void>> tunnel_and_secure(ClientConnection& connection, const Endpoint& endpoint, Tick deadline,
                                                             CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<void>> secure(ClientConnection& connection, const Endpoint& endpoint, Tick deadline, CancelToken token);
  base::Result<ssl_ctx_st*> context_for(const std::string& ca_file);

  EventLoop& loop_;
  Resolver& resolver_;
  ConnectionPool& pool_;
  std::unordered_map<std::string, TlsContextHandle> contexts_;  // by CA file
};

}  // namespace patchbay::transport
