// How does another thread (or another coroutine) complete something that a coroutine awaits? With a OneShot: one value, set once, from any
// thread, received on the loop of the one who waits.
#pragma once

#include "base/result.hpp"
#include "transport/task.hpp"
#include "transport/wait.hpp"

#include <memory>
#include <optional>

namespace patchbay::transport {

namespace detail {
template <class T>
struct OneShotState {
  std::optional<T> value;  // touched on the loop's thread only
  Waiter* waiter = nullptr;
};
}  // namespace detail

// The setting side; copyable, thread-safe, may outlive the loop and the receiver (then the value is dropped).
template <class T>
class OneShotSender {
 public:
  OneShotSender(std::shared_ptr<LoopMailbox> mailbox, std::shared_ptr<detail::OneShotState<T>> state)
      : mailbox_(std::move(mailbox)), state_(std::move(state)) {}

  // The first value counts.
  void set(T value) const {
    mailbox_->post([state = state_, value = std::move(value)]() mutable {
      if (state->value) return;
      state->value.emplace(std::move(value));
      if (state->waiter != nullptr) state->waiter->wake();
    });
  }

 private:
  std::shared_ptr<LoopMailbox> mailbox_;
  std::shared_ptr<detail::OneShotState<T>> state_;
};

// The receiving side; belongs to the loop's thread. Awaited by one coroutine at a time.
template <class T>
class OneShot {
 public:
  explicit OneShot(EventLoop& loop) : loop_(loop), state_(std::make_shared<detail::OneShotState<T>>()) {}

  [[nodiscard]] OneShotSender<T> sender() const { return {loop_.mailbox(), state_}; }
  [[nodiscard]] bool ready() const { return state_->value.has_value(); }

  // The value; or the token's reason; or kind timeout at `deadline` (in the loop's ticks).
  Task<base::Result<T>> wait(CancelToken token = {}) { return wait_until(never, token); }
  Task<base::Result<T>> wait_until(Tick deadline, CancelToken token) {
    if (!state_->value) {
      Waiter waiter(loop_, token, deadline);
      state_->waiter = &waiter;
      const WakeReason reason = co_await waiter;
      state_->waiter = nullptr;
      if (reason == WakeReason::cancelled) co_return base::fail(token.reason());
      if (reason == WakeReason::timeout) co_return base::fail(base::ErrorKind::timeout, "nothing came within the time limit");
    }
    co_return std::move(*state_->value);
  }

 private:
  EventLoop& loop_;
  std::shared_ptr<detail::OneShotState<T>> state_;
};

}  // namespace patchbay::transport
