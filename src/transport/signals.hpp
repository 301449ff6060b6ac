// Signals as events of a loop.
#pragma once

#include "transport/event_loop.hpp"
#include "transport/unique_fd.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace patchbay::transport {

// In main(), before any thread starts: these signals are blocked in all threads, so that only a SignalWatcher takes them; SIGPIPE is
// ignored. Children inherit the mask: whoever starts one must unblock.
void block_signals(const std::vector<int>& signals);
void ignore_broken_pipes();

// Calls `on_signal(number)` on the loop's thread.
class SignalWatcher final : public PollTarget {
 public:
  SignalWatcher(EventLoop& loop, const std::vector<int>& signals, std::function<void(int)> on_signal);
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;
  ~SignalWatcher();
  void on_events(std::uint32_t events) override;

 private:
  EventLoop& loop_;
  UniqueFd descriptor_;
  std::shared_ptr<std::function<void(int)>> on_signal_;
};

}  // namespace patchbay::transport
