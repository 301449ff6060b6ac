#include "transport/wait.hpp"

namespace patchbay::transport {

Waiter::Waiter(EventLoop& loop, CancelToken token, Tick deadline) : loop_(loop), deadline_(*this), cancelled_(*this) {
  if (token.cancelled()) {
    finish(WakeReason::cancelled);
    return;
  }
  token.add(cancelled_);
  if (deadline != never) loop_.arm(deadline_, deadline);
}

void Waiter::await_suspend(std::coroutine_handle<> handle) { ready_.handle = handle; }

void Waiter::finish(WakeReason reason) {
  if (done_) return;
  done_ = true;
  reason_ = reason;
  cancelled_.unlink();
  deadline_.unlink();
  if (ready_.handle) loop_.resume_soon(ready_);
}

void Waiter::Deadline::on_due(Timer& timer) { static_cast<Deadline&>(timer).waiter.finish(WakeReason::timeout); }

void Waiter::Cancelled::on_cancel(CancelHook& hook) { static_cast<Cancelled&>(hook).waiter.finish(WakeReason::cancelled); }

}  // namespace patchbay::transport
