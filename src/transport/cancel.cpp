#include "transport/cancel.hpp"

namespace patchbay::transport {

void CancelSource::cancel(base::Error reason) {
  if (cancelled()) return;
  reason_ = std::make_unique<base::Error>(std::move(reason));
  while (CancelHook* hook = hooks_.pop_front()) hook->fire();
}

void CancelSource::cancel() { cancel(base::Error(base::ErrorKind::cancelled, "cancelled")); }

base::Error CancelToken::reason() const { return cancelled() ? source_->reason() : base::Error(base::ErrorKind::cancelled, "cancelled"); }

LinkedCancelSource::LinkedCancelSource(CancelToken parent) : hook_(*this, parent) {
  if (parent.cancelled()) {
    cancel(parent.reason());
  } else {
    parent.add(hook_);
  }
}

void LinkedCancelSource::ParentHook::on_parent(CancelHook& hook) {
  auto& self = static_cast<ParentHook&>(hook);
  self.child_.cancel(self.parent_.reason());
}

}  // namespace patchbay::transport
