// What runs a worker's coroutines? One event loop a thread: edge-triggered epoll, a timer wheel, a queue of coroutines to go on with, and a
// mailbox for other threads. The clock is read once a turn.
#pragma once

#include "base/clock.hpp"
#include "transport/intrusive_list.hpp"
#include "transport/timer_wheel.hpp"
#include "transport/unique_fd.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

struct epoll_event;

namespace patchbay::transport {

using base::Milliseconds;
using Job = std::move_only_function<void()>;

// Another thread's way to a loop. Copyable, thread-safe, may outlive the loop.
class LoopMailbox {
 public:
  LoopMailbox();
  bool post(Job job);  // runs on the loop's thread; false (and the job is destroyed): the loop is gone
  [[nodiscard]] int descriptor() const { return wake_.get(); }

 private:
  friend class EventLoop;
  std::vector<Job> take();
  std::vector<Job> close();

  std::mutex mutex_;
  std::vector<Job> jobs_;
  UniqueFd wake_;
  bool closed_ = false;
};

// A suspended coroutine that the loop will resume; unlinks itself when its frame dies first.
class ReadyNode : public ListNode {
 public:
  std::coroutine_handle<> handle;
};

// Something with a descriptor. on_events runs during dispatch: it records what happened and queues ReadyNodes, but resumes nobody.
class PollTarget {
 public:
  virtual void on_events(std::uint32_t events) = 0;

 protected:
  ~PollTarget() = default;
};

// Real time, or a time that stands still while anything can run and jumps to the next timer when nothing can (for tests without sockets).
enum class LoopTime : std::uint8_t { real, simulated };

// Everything but stop() and mailbox() belongs to the thread that runs the loop (or that will run it).
class EventLoop {
 public:
  explicit EventLoop(LoopTime time = LoopTime::real);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  void run();                                             // until stop(); may be called again
  void stop();                                            // thread-safe
  void post(Job job) { mailbox_->post(std::move(job)); }  // thread-safe
  [[nodiscard]] const std::shared_ptr<LoopMailbox>& mailbox() const { return mailbox_; }

  // As of this turn. Ticks are milliseconds since the loop was made.
  [[nodiscard]] Tick tick() const { return timers_.now(); }
  [[nodiscard]] base::SteadyTime now() const { return now_; }
  [[nodiscard]] Tick tick_after(Milliseconds delay) const;  // the first tick that is at least `delay` away
  [[nodiscard]] Tick tick_at(base::SteadyTime time) const;

  void arm(Timer& timer, Tick deadline) { timers_.arm(timer, deadline); }
  void resume_soon(ReadyNode& node) { ready_.push_back(node); }

  // Edge-triggered, in and out and peer hang-up, until the descriptor is closed. forget() must be called before the target dies.
  bool watch(int descriptor, PollTarget& target);
  void forget(int descriptor, PollTarget& target);

  // A buffer for one read, handed out and given back, so that a read costs no memory while nobody holds on to its bytes.
  static constexpr std::size_t scratch_size = 256 * 1024;
  std::unique_ptr<char[]> take_scratch();
  void give_scratch(std::unique_ptr<char[]> scratch);
  // A string with capacity for heads.
  std::string take_string();
  void give_string(std::string text);
  // "Date" as HTTP wants it, renewed once a second.
  [[nodiscard]] std::string_view http_date();

 private:
  void turn();
  int wait_limit() const;
  void poll(int timeout_ms);
  void update_time();
  void run_ready();
  void run_mail();

  std::shared_ptr<LoopMailbox> mailbox_;
  UniqueFd epoll_;
  LoopTime time_mode_;
  base::SteadyTime start_;
  base::SteadyTime now_;
  TimerWheel timers_;
  IntrusiveList<ReadyNode> ready_;
  std::unique_ptr<epoll_event[]> events_;
  int event_count_ = 0;
  int event_index_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::unique_ptr<char[]>> free_scratch_;
  std::vector<std::string> free_strings_;
  std::int64_t date_second_ = -1;
  std::array<char, 32> date_{};
};

}  // namespace patchbay::transport
