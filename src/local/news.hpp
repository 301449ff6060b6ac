// "Something has happened, look again": a flag that one coroutine waits for.
#pragma once

#include "transport/wait.hpp"

#include <utility>

namespace patchbay::local {

// One loop's thread, one waiting coroutine at a time.
class News {
 public:
  explicit News(transport::EventLoop& loop) : loop_(loop) {}

  void notify() {
    told_ = true;
    if (waiter_ != nullptr) waiter_->wake();
  }
  // Returns at once if notify() was called since the last wait, else when it is, or at the deadline.
  transport::Task<void> wait(transport::Tick deadline) {
    if (!told_) {
      transport::Waiter waiter(loop_, transport::CancelToken(), deadline);
      waiter_ = &waiter;
      (void)co_await waiter;  // whether told or too late, the caller looks
      waiter_ = nullptr;
    }
    told_ = false;
  }

 private:
  transport::EventLoop& loop_;
  transport::Waiter* waiter_ = nullptr;
  bool told_ = false;
};

}  // namespace patchbay::local
