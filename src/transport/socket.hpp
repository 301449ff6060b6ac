// A non-blocking socket on a loop: what can be done right now is done right now; for the rest a coroutine waits.
#pragma once

#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"
#include "transport/unique_fd.hpp"
#include "transport/wait.hpp"

#include <sys/uio.h>

#include <coroutine>
#include <cstddef>
#include <span>

namespace patchbay::transport {

enum class IoState : std::uint8_t {
  done,         // `bytes` > 0 were moved
  would_block,  // wait first
  closed,       // the peer has ended its stream properly
  cut,          // TLS only: the connection ended without TLS's own ending
  failed,       // `error` is an errno (EPROTO: TLS)
};
struct IoResult {
  IoState state = IoState::failed;
  std::size_t bytes = 0;
  int error = 0;
};

enum class Interest : std::uint8_t { read, write, either };

class SocketWait;

// Hears of a socket's readiness beside those who wait, as the last act of a dispatch: it may destroy the socket, but must not resume
// anyone.
class SocketObserver {
 public:
  virtual void on_readable() {}
  virtual void on_hang_up() {}

 protected:
  ~SocketObserver() = default;
};

// Owns the descriptor; one reader and one writer wait at a time. A read that fills less than it was given has drained the socket, which the
// next edge will tell otherwise; after the peer's end of stream only a read of zero does.
class Socket final : public PollTarget {
 public:
  Socket(EventLoop& loop, UniqueFd descriptor);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  IoResult receive(std::span<char> into);
  IoResult send(std::span<const iovec> pieces);
  // co_await: returns when the socket is ready (at once if it already is), the deadline has come or the token fired.
  [[nodiscard]] SocketWait wait(Interest interest, Tick deadline, CancelToken token);

  [[nodiscard]] EventLoop& loop() const { return loop_; }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  [[nodiscard]] bool watched() const { return watched_; }
  [[nodiscard]] bool readable() const { return readable_; }
  [[nodiscard]] bool writable() const { return writable_; }
  [[nodiscard]] bool hung_up() const { return hung_up_; }
  void set_readable(bool readable) { readable_ = readable; }
  void set_writable(bool writable) { writable_ = writable; }
  void set_observer(SocketObserver* observer) { observer_ = observer; }
  void shut_down(int how);  // SHUT_WR or SHUT_RDWR
  int take_error() const;   // SO_ERROR
  UniqueFd release();       // the descriptor, no longer watched

  void on_events(std::uint32_t events) override;

 private:
  friend class SocketWait;
  struct Deadline : Timer {
    explicit Deadline() : Timer(&Deadline::on_due) {}
    static void on_due(Timer& timer);
    SocketWait* wait = nullptr;
  };

  EventLoop& loop_;
  UniqueFd descriptor_;
  SocketWait* reader_ = nullptr;
  SocketWait* writer_ = nullptr;
  SocketObserver* observer_ = nullptr;
  Deadline read_deadline_;  // renewed by a store, see timer_wheel.hpp
  Deadline write_deadline_;
  bool watched_ = false;
  bool readable_ = true;
  bool writable_ = true;
  bool hung_up_ = false;
};

// The awaitable of Socket::wait; lives in the waiting frame.
class SocketWait : private CancelHook {
 public:
  SocketWait(Socket& socket, Interest interest, Tick deadline, CancelToken token);
  ~SocketWait();

  [[nodiscard]] bool await_ready();
  void await_suspend(std::coroutine_handle<> handle);
  WakeReason await_resume() const { return reason_; }

 private:
  friend class Socket;
  static void on_cancel(CancelHook& hook);
  void finish(WakeReason reason);
  void detach();

  Socket& socket_;
  Tick deadline_;
  CancelToken token_;
  ReadyNode ready_;
  Interest interest_;
  WakeReason reason_ = WakeReason::event;
};

}  // namespace patchbay::transport
