#include "transport/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace patchbay::transport {

SocketAddress::SocketAddress(const sockaddr* address, socklen_t length) : length_(std::min<socklen_t>(length, sizeof storage_)) {
  std::memcpy(&storage_, address, length_);
}

std::optional<SocketAddress> SocketAddress::from_literal(std::string_view host, std::uint16_t port) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const std::string text(host);
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) return SocketAddress(reinterpret_cast<sockaddr*>(&v4), sizeof v4);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  const std::size_t zone = text.find('%');
  if (zone != std::string::npos) {
    v6.sin6_scope_id = if_nametoindex(text.c_str() + zone + 1);
    if (v6.sin6_scope_id == 0) return std::nullopt;
  }
  if (inet_pton(AF_INET6, text.substr(0, zone).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
  return SocketAddress(reinterpret_cast<sockaddr*>(&v6), sizeof v6);
}

base::Result<SocketAddress> SocketAddress::from_unix_path(std::string_view path) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof local.sun_path || path.find('\0') != std::string_view::npos) {
    return base::fail(base::ErrorKind::invalid_request,
                      fmt::format("the socket path '{}' is empty or longer than {} bytes", path, sizeof local.sun_path - 1));
  }
  std::memcpy(local.sun_path, path.data(), path.size());
  return SocketAddress(reinterpret_cast<sockaddr*>(&local), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1));
}

std::uint16_t SocketAddress::port() const {
  if (family() == AF_INET) return ntohs(storage_.v4.sin_port);
  return family() == AF_INET6 ? ntohs(storage_.v6.sin6_port) : std::uint16_t{0};
}

void SocketAddress::set_port(std::uint16_t port) {
  if (family() == AF_INET) storage_.v4.sin_port = htons(port);
  if (family() == AF_INET6) storage_.v6.sin6_port = htons(port);
}

std::string SocketAddress::ip() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family() == AF_INET) return inet_ntop(AF_INET, &storage_.v4.sin_addr, text.data(), text.size());
  if (family() != AF_INET6) return {};
  constexpr std::size_t v4_offset = 12;
  if (IN6_IS_ADDR_V4MAPPED(&storage_.v6.sin6_addr))
    return inet_ntop(AF_INET, storage_.v6.sin6_addr.s6_addr + v4_offset, text.data(), text.size());
  return inet_ntop(AF_INET6, &storage_.v6.sin6_addr, text.data(), text.size());
}

std::string SocketAddress::text() const {
  if (is_unix()) return fmt::format("unix:{}", storage_.local.sun_path);
  const std::string host = ip();
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port()) : fmt::format("[{}]:{}", host, port());
}

}  // namespace patchbay::transport
