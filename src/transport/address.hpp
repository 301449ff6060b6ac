// Socket addresses of all families as one value.
#pragma once

#include "base/result.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::transport {

class SocketAddress {
 public:
  SocketAddress() = default;
  SocketAddress(const sockaddr* address, socklen_t length);

  // "127.0.0.1", "::1", "[::1]", "fe80::1%eth0"; nullopt for anything else.
  static std::optional<SocketAddress> from_literal(std::string_view host, std::uint16_t port);
  static base::Result<SocketAddress> from_unix_path(std::string_view path);

  [[nodiscard]] int family() const { return storage_.base.sa_family; }
  [[nodiscard]] bool is_unix() const { return family() == AF_UNIX; }
  [[nodiscard]] std::uint16_t port() const;  // 0 for Unix sockets
  void set_port(std::uint16_t port);
  [[nodiscard]] std::string ip() const;    // without port and brackets; IPv4-mapped ones as IPv4; empty for Unix sockets
  [[nodiscard]] std::string text() const;  // for people: 127.0.0.1:80, [::1]:80, unix:/path
  [[nodiscard]] const sockaddr* get() const { return &storage_.base; }
  [[nodiscard]] socklen_t length() const { return length_; }

 private:
  union Storage {
    sockaddr base;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
  };
  Storage storage_{};
  socklen_t length_ = 0;
};

}  // namespace patchbay::transport
