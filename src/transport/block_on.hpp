// Running one task to its end from ordinary code: commands, tests, start-up.
#pragma once

#include "transport/event_loop.hpp"
#include "transport/task.hpp"
#include "transport/task_scope.hpp"

#include <optional>

namespace patchbay::transport {

namespace detail {
template <class T>
Task<void> store_result(Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}
inline Task<void> stop_after(EventLoop& loop, Task<void> task) {
  co_await std::move(task);
  loop.stop();
}
}  // namespace detail

// Runs `loop` on this thread until `task` has ended. The loop must not be running.
inline void block_on(EventLoop& loop, Task<void> task) {
  TaskScope scope(loop);
  scope.spawn(detail::stop_after(loop, std::move(task)));
  loop.run();
}
template <class T>
T block_on(EventLoop& loop, Task<T> task) {
  std::optional<T> result;
  block_on(loop, detail::store_result(std::move(task), result));
  return std::move(*result);
}

}  // namespace patchbay::transport
