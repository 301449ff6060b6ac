#include "transport/listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::fail;

constexpr int backlog = 4096;

std::unexpected<base::Error> system_failure(std::string_view what, const SocketAddress& address, int error) {
  const ErrorKind kind = error == EADDRINUSE ? ErrorKind::conflict : ErrorKind::invalid_request;
  return fail(kind, fmt::format("cannot {} {}: {}", what, address.text(), std::strerror(error)));
}

UniqueFd new_socket(const SocketAddress& address) {
  return UniqueFd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool set_option(int descriptor, int level, int option, int value) {
  return ::setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

enum class Sharing : std::uint8_t { first, further };

// The first socket is bound without SO_REUSEPORT, so that a port that another process holds is an error and not shared with it.
base::Result<UniqueFd> bind_one(const SocketAddress& address, Sharing sharing) {
  UniqueFd socket = new_socket(address);
  if (!socket.valid()) return system_failure("open a socket for", address, errno);
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (address.family() == AF_INET6) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (sharing == Sharing::further) set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  if (::bind(socket.get(), address.get(), address.length()) != 0) return system_failure("listen on", address, errno);
  if (sharing == Sharing::first) set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  return socket;
}

SocketAddress bound_address(int descriptor) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length);
  return {reinterpret_cast<sockaddr*>(&storage), length};
}

// SO_REUSEADDR lets a bind succeed beside a socket that is bound but does not listen yet, so that listen() is where a race would show.
base::Result<BoundListener> open_tcp(SocketAddress address, std::size_t count) {
  BoundListener listener;
  for (std::size_t index = 0; index < count; ++index) {
    auto socket = bind_one(address, index == 0 ? Sharing::first : Sharing::further);
    if (!socket) return fail(socket.error());
    if (index == 0) address = bound_address(socket->get());
    if (::listen(socket->get(), backlog) != 0) return system_failure("listen on", address, errno);
    listener.sockets.push_back(std::move(*socket));
  }
  listener.address = address;
  return listener;
}

base::Result<SocketAddress> tcp_address(const ListenAddress& where) {
  const bool all = where.host.empty() || where.host == "*";
  const std::string host = all ? "::" : (where.host == "localhost" ? "127.0.0.1" : where.host);
  const auto address = SocketAddress::from_literal(host, where.port);
  if (!address)
    return fail(ErrorKind::invalid_request, fmt::format("cannot listen on '{}': it is not an address of this machine", where.host));
  if (all && !new_socket(*address).valid()) return *SocketAddress::from_literal("0.0.0.0", where.port);
  return *address;
}

bool somebody_listens(const SocketAddress& address) {
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return ::connect(probe.get(), address.get(), address.length()) == 0 || errno == EAGAIN;
}

// Two processes that start at once must not both find the file stale: whoever holds the lock beside it decides.
base::Result<UniqueFd> lock_path(const std::string& path) {
  UniqueFd lock(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.valid()) return fail(ErrorKind::invalid_request, fmt::format("cannot create {}.lock: {}", path, std::strerror(errno)));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return fail(ErrorKind::conflict, fmt::format("{} is in use by another process", path));
  return lock;
}

base::Result<void> remove_stale(const SocketAddress& address, const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return fail(ErrorKind::conflict, fmt::format("{} exists and is not a socket", path));
  if (somebody_listens(address)) return fail(ErrorKind::conflict, fmt::format("somebody already listens on {}", path));
  if (::unlink(path.c_str()) != 0) return fail(ErrorKind::invalid_request, fmt::format("cannot remove {}: {}", path, std::strerror(errno)));
  return {};
}

base::Result<BoundListener> open_unix(const std::string& path) {
  auto address = SocketAddress::from_unix_path(path);
  if (!address) return fail(address.error());
  auto lock = lock_path(path);
  if (!lock) return fail(lock.error());
  if (auto removed = remove_stale(*address, path); !removed) return fail(removed.error());
  UniqueFd socket = new_socket(*address);
  if (!socket.valid()) return system_failure("open a socket for", *address, errno);
  // The mode of the socket's own inode: the file is never there with a wider one, whatever the umask.
  ::fchmod(socket.get(), S_IRUSR | S_IWUSR);
  if (::bind(socket.get(), address->get(), address->length()) != 0) return system_failure("listen on", *address, errno);
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return system_failure("protect", *address, errno);
  if (::listen(socket.get(), backlog) != 0) return system_failure("listen on", *address, errno);
  BoundListener listener;
  listener.address = *address;
  listener.sockets.push_back(std::move(socket));
  listener.unix_lock = std::move(*lock);
  return listener;
}

}  // namespace

ListenAddress ListenAddress::tcp(std::string host, std::uint16_t port) {
  ListenAddress address;
  address.host = std::move(host);
  address.port = port;
  return address;
}

ListenAddress ListenAddress::unix_socket(std::string path) {
  ListenAddress address;
  address.unix_path = std::move(path);
  return address;
}

base::Result<BoundListener> open_listener(const ListenAddress& where, std::size_t count) {
  if (!where.unix_path.empty()) return open_unix(where.unix_path);
  auto address = tcp_address(where);
  if (!address) return fail(address.error());
  return open_tcp(*address, count);
}

}  // namespace patchbay::transport
