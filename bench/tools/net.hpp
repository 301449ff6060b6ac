// Sockets and clock of the bench tools. Loopback only, IPv4, non-blocking, edge-triggered epoll.
// Errors end the program with the reason on standard error: a tool that cannot listen or connect has nothing to measure.
#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace patchbay::bench {

inline constexpr std::size_t read_size = 256 * 1024;

[[noreturn]] inline void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

// Monotonic nanoseconds.
inline std::uint64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

// No SIGPIPE, precise timers, and no life longer than the parent's.
inline void settle_in_as_child_tool() {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_TIMERSLACK, 1);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline void set_no_delay(int socket_fd) {
  const int one = 1;
  setsockopt(socket_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

// Port 0 takes a free one; bound_port() tells which.
inline int listen_on(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const sockaddr_in address = loopback(port);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (listen(listener, 4096) != 0) fail("listen");
  return listener;
}

inline std::uint16_t bound_port(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

// Connects while blocking (loopback answers at once), then makes the socket non-blocking.
inline int connect_to(std::uint16_t port) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) fail("socket");
  set_no_delay(connection);
  const sockaddr_in address = loopback(port);
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
  fcntl(connection, F_SETFL, O_NONBLOCK);
  return connection;
}

inline void watch(int epoll, int descriptor, std::uint32_t events, void* owner) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = owner;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

enum class SendState : std::uint8_t { complete, blocked, broken };

// Sends bytes from offset on; offset moves by what the socket took.
inline SendState send_from(int connection, std::string_view bytes, std::size_t& offset) {
  while (offset < bytes.size()) {
    const ssize_t sent = send(connection, bytes.data() + offset, bytes.size() - offset, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN ? SendState::blocked : SendState::broken;
    offset += static_cast<std::size_t>(sent);
  }
  return SendState::complete;
}

}  // namespace patchbay::bench
