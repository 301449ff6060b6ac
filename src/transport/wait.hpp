// How does a coroutine wait for one of: an event, a deadline, a cancellation? With a Waiter: whichever comes first ends the wait.
#pragma once

#include "base/result.hpp"
#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"

#include <coroutine>

namespace patchbay::transport {

enum class WakeReason : std::uint8_t { event, timeout, cancelled };

// One wait, an awaitable that lives in the waiting frame: co_await it after handing its address to whoever may wake() it.
// wake() queues the coroutine; it never resumes inline. The first wake counts. Not for use across threads (see one_shot.hpp).
class Waiter {
 public:
  Waiter(EventLoop& loop, CancelToken token, Tick deadline = never);
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  void wake() { finish(WakeReason::event); }

  [[nodiscard]] bool await_ready() const { return done_; }
  void await_suspend(std::coroutine_handle<> handle);
  WakeReason await_resume() const { return reason_; }

 private:
  struct Deadline : Timer {
    explicit Deadline(Waiter& owner) : Timer(&Deadline::on_due), waiter(owner) {}
    static void on_due(Timer& timer);
    Waiter& waiter;
  };
  struct Cancelled : CancelHook {
    explicit Cancelled(Waiter& owner) : CancelHook(&Cancelled::on_cancel), waiter(owner) {}
    static void on_cancel(CancelHook& hook);
    Waiter& waiter;
  };
  void finish(WakeReason reason);

  EventLoop& loop_;
  Deadline deadline_;
  Cancelled cancelled_;
  ReadyNode ready_;
  WakeReason reason_ = WakeReason::event;
  bool done_ = false;
};

}  // namespace patchbay::transport
