#include "transport/task_scope.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace patchbay::transport {

// A coroutine that nobody awaits: it starts at once and frees itself when it ends.
struct TaskScope::Runner {
  struct promise_type {
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept { free_frame(frame, bytes); }
    Runner get_return_object() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
  };
};

TaskScope::~TaskScope() {
  if (running_ == 0) return;
  std::fputs("a task scope was left while tasks were running\n", stderr);
  std::abort();
}

TaskScope::Runner TaskScope::run(Task<void> task) {
  co_await std::move(task);
  task = Task<void>();
  ended();
}

bool TaskScope::spawn(Task<void> task) {
  if (closed_) return false;
  ++running_;
  run(std::move(task));
  return true;
}

void TaskScope::ended() {
  --running_;
  if (running_ == 0 && joiner_ != nullptr) joiner_->wake();
}

Task<void> TaskScope::join() {
  closed_ = true;
  if (running_ == 0) co_return;
  Waiter waiter(loop_, CancelToken());
  joiner_ = &waiter;
  co_await waiter;
  joiner_ = nullptr;
}

}  // namespace patchbay::transport
