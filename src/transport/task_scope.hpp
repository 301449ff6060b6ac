// Who waits for tasks that nobody awaits? Their scope: every spawned task belongs to one, and a scope is only left when all have ended.
#pragma once

#include "transport/cancel.hpp"
#include "transport/task.hpp"
#include "transport/wait.hpp"

#include <cstddef>

namespace patchbay::transport {

// One loop. `co_await join()` (usually after cancelling what the tasks listen to) before the scope dies; a task still suspended when the
// scope is destroyed is a programming error and ends the program, and so does an exception that leaves a spawned task.
class TaskScope {
 public:
  explicit TaskScope(EventLoop& loop) : loop_(loop) {}
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  ~TaskScope();

  // Starts at once, on the caller's stack, until its first suspension. After close() the task is dropped and false returned.
  bool spawn(Task<void> task);
  void close() { closed_ = true; }
  Task<void> join();  // close(), then wait until all have ended
  [[nodiscard]] std::size_t size() const { return running_; }

 private:
  struct Runner;
  Runner run(Task<void> task);
  void ended();

  EventLoop& loop_;
  std::size_t running_ = 0;
  bool closed_ = false;
  Waiter* joiner_ = nullptr;
};

}  // namespace patchbay::transport
