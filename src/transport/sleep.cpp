#include "transport/sleep.hpp"

namespace patchbay::transport {
namespace {

struct Yield {
  explicit Yield(EventLoop& owner) : loop(owner) {}
  [[nodiscard]] bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    node.handle = handle;
    loop.resume_soon(node);
  }
  void await_resume() const {}
  EventLoop& loop;
  ReadyNode node;
};

}  // namespace

Task<base::Result<void>> sleep_for(EventLoop& loop, Milliseconds delay, CancelToken token) {
  Waiter waiter(loop, token, loop.tick_after(delay));
  const WakeReason reason = co_await waiter;
  if (reason == WakeReason::cancelled) co_return base::fail(token.reason());
  co_return base::Result<void>();
}

Task<void> yield_now(EventLoop& loop) {
  Yield yield(loop);
  co_await yield;
}

}  // namespace patchbay::transport
