// Opening sockets to listen on: TCP with SO_REUSEPORT (one per worker on one port), and Unix sockets that only their owner may use.
#pragma once

#include "base/result.hpp"
#include "transport/address.hpp"
#include "transport/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::transport {

// Either host and port, or a Unix path.
struct ListenAddress {
  static ListenAddress tcp(std::string host, std::uint16_t port);
  static ListenAddress unix_socket(std::string path);

  std::string host;  // literal, "localhost", or empty or "*" for all (IPv6 and IPv4)
  std::uint16_t port = 0;
  std::string unix_path;
};

// `count` sockets for one address, all bound to the same port (also when port 0 let the kernel choose it). A Unix path gets one socket,
// mode 0600; a socket file left by a dead process is removed, one where somebody listens is an error. Sockets listen when this returns.
struct BoundListener {
  SocketAddress address;
  std::vector<UniqueFd> sockets;
  UniqueFd unix_lock;  // the lock that makes removing a stale socket file safe
};
base::Result<BoundListener> open_listener(const ListenAddress& address, std::size_t count);

}  // namespace patchbay::transport
