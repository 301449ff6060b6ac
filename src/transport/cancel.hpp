// How does one part of a request tell another to stop? A CancelSource is fired once; every operation that was given its token ends with the
// source's reason (an Error, kind cancelled unless said otherwise).
#pragma once

#include "base/error.hpp"
#include "transport/intrusive_list.hpp"

#include <memory>

namespace patchbay::transport {

// What runs when a source fires: on the loop's thread, inside cancel(). It may queue work but must not destroy the source.
class CancelHook : public ListNode {
 public:
  using Callback = void (*)(CancelHook&);
  explicit CancelHook(Callback callback) : callback_(callback) {}
  void fire() { callback_(*this); }

 private:
  Callback callback_;
};

class CancelToken;

// One loop, one thread. Must outlive the tokens that are in use; a request's source lives in the request's frame.
class CancelSource {
 public:
  CancelSource() = default;
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;

  void cancel(base::Error reason);  // the first reason stays
  void cancel();                    // "cancelled", origin gateway
  [[nodiscard]] bool cancelled() const { return reason_ != nullptr; }
  [[nodiscard]] const base::Error& reason() const { return *reason_; }  // only once cancelled
  [[nodiscard]] CancelToken token();
  void add(CancelHook& hook) { hooks_.push_back(hook); }

 private:
  IntrusiveList<CancelHook> hooks_;
  std::unique_ptr<base::Error> reason_;
};

// A view of a source, copied freely; the default one never fires.
class CancelToken {
 public:
  CancelToken() = default;
  explicit CancelToken(CancelSource& source) : source_(&source) {}

  [[nodiscard]] bool cancelled() const { return source_ != nullptr && source_->cancelled(); }
  [[nodiscard]] base::Error reason() const;  // kind cancelled; also when nothing was cancelled
  void add(CancelHook& hook) const {
    if (source_ != nullptr) source_->add(hook);
  }

 private:
  CancelSource* source_ = nullptr;
};

inline CancelToken CancelSource::token() { return CancelToken(*this); }

// A source that also fires, with the same reason, when its parent does. Useful to stop one part of a request and not the rest.
class LinkedCancelSource : public CancelSource {
 public:
  explicit LinkedCancelSource(CancelToken parent);

 private:
  struct ParentHook : CancelHook {
    ParentHook(LinkedCancelSource& child, CancelToken parent) : CancelHook(&ParentHook::on_parent), child_(child), parent_(parent) {}
    static void on_parent(CancelHook& hook);
    LinkedCancelSource& child_;
    CancelToken parent_;
  };
  ParentHook hook_;
};

}  // namespace patchbay::transport
