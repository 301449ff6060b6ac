#include "transport/event_loop.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <system_error>

namespace patchbay::transport {
namespace {

constexpr int events_per_turn = 256;
constexpr std::size_t kept_scratch_buffers = 4;
constexpr std::size_t kept_strings = 64;
constexpr std::size_t kept_string_capacity = 16 * 1024;
constexpr std::size_t head_capacity = 1024;

UniqueFd checked(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::system_category(), what);
  return UniqueFd(descriptor);
}

Tick round_up(base::SteadyTime::duration duration) {
  return static_cast<Tick>(std::max<std::int64_t>(std::chrono::ceil<Milliseconds>(duration).count(), 0));
}

}  // namespace

LoopMailbox::LoopMailbox() : wake_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {}

bool LoopMailbox::post(Job job) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return false;
  if (job) jobs_.push_back(std::move(job));
  const std::uint64_t one = 1;
  return ::write(wake_.get(), &one, sizeof one) == sizeof one || errno == EAGAIN;
}

std::vector<Job> LoopMailbox::take() {
  std::uint64_t count = 0;
  while (::read(wake_.get(), &count, sizeof count) < 0 && errno == EINTR) continue;
  const std::scoped_lock lock(mutex_);
  return std::exchange(jobs_, {});
}

std::vector<Job> LoopMailbox::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  return std::exchange(jobs_, {});
}

EventLoop::EventLoop(LoopTime time)
    : mailbox_(std::make_shared<LoopMailbox>()),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      time_mode_(time),
      start_(std::chrono::steady_clock::now()),
      now_(start_),
      events_(std::make_unique<epoll_event[]>(events_per_turn)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, mailbox_->descriptor(), &event) != 0) {
    throw std::system_error(errno, std::system_category(), "epoll_ctl");
  }
}

// Jobs that were never run are destroyed after the mailbox is closed: they may post again.
EventLoop::~EventLoop() { mailbox_->close().clear(); }

void EventLoop::run() {
  update_time();
  while (!stopping_.exchange(false, std::memory_order_acq_rel)) turn();
}

void EventLoop::stop() {
  stopping_.store(true, std::memory_order_release);
  mailbox_->post(Job());
}

Tick EventLoop::tick_after(Milliseconds delay) const { return round_up(now_ - start_ + delay); }

Tick EventLoop::tick_at(base::SteadyTime time) const { return round_up(time - start_); }

bool EventLoop::watch(int descriptor, PollTarget& target) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &target;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

// Removed by name and not by closing: a child between fork and exec would keep the registration alive.
void EventLoop::forget(int descriptor, PollTarget& target) {
  epoll_event unused{};
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, &unused);
  for (int index = event_index_ + 1; index < event_count_; ++index) {
    if (events_[static_cast<std::size_t>(index)].data.ptr == &target) events_[static_cast<std::size_t>(index)].events = 0;
  }
}

void EventLoop::turn() {
  poll(wait_limit());
  update_time();
  timers_.advance(static_cast<Tick>(std::chrono::floor<Milliseconds>(now_ - start_).count()));
  run_ready();
}

int EventLoop::wait_limit() const {
  if (!ready_.empty()) return 0;
  const Tick next = timers_.next_look();
  if (next == never) return -1;
  if (time_mode_ == LoopTime::simulated) return 0;
  constexpr Tick longest = 3'600'000;
  return static_cast<int>(std::min(next - timers_.now(), longest));
}

void EventLoop::poll(int timeout_ms) {
  event_count_ = std::max(epoll_wait(epoll_.get(), events_.get(), events_per_turn, timeout_ms), 0);
  bool mail = false;
  for (event_index_ = 0; event_index_ < event_count_; ++event_index_) {
    const epoll_event& event = events_[static_cast<std::size_t>(event_index_)];
    if (event.data.ptr == nullptr) {
      mail = true;
    } else if (event.events != 0) {
      static_cast<PollTarget*>(event.data.ptr)->on_events(event.events);
    }
  }
  const bool quiet = event_count_ == 0;
  event_count_ = 0;
  if (mail) run_mail();
  if (quiet && time_mode_ == LoopTime::simulated && ready_.empty()) {
    const Tick next = timers_.next_look();
    if (next != never) now_ = start_ + Milliseconds(next);
  }
}

void EventLoop::update_time() {
  if (time_mode_ == LoopTime::real) now_ = std::chrono::steady_clock::now();
}

void EventLoop::run_ready() {
  IntrusiveList<ReadyNode> batch;
  batch.splice_back(ready_);
  while (ReadyNode* node = batch.pop_front()) node->handle.resume();
}

void EventLoop::run_mail() {
  for (Job& job : mailbox_->take()) {
    job();
    job = Job();
  }
}

std::unique_ptr<char[]> EventLoop::take_scratch() {
  if (free_scratch_.empty()) return std::make_unique_for_overwrite<char[]>(scratch_size);
  auto scratch = std::move(free_scratch_.back());
  free_scratch_.pop_back();
  return scratch;
}

void EventLoop::give_scratch(std::unique_ptr<char[]> scratch) {
  if (scratch && free_scratch_.size() < kept_scratch_buffers) free_scratch_.push_back(std::move(scratch));
}

std::string EventLoop::take_string() {
  if (free_strings_.empty()) {
    std::string text;
    text.reserve(head_capacity);
    return text;
  }
  std::string text = std::move(free_strings_.back());
  free_strings_.pop_back();
  return text;
}

void EventLoop::give_string(std::string text) {
  if (text.capacity() < head_capacity || text.capacity() > kept_string_capacity || free_strings_.size() >= kept_strings) return;
  text.clear();
  free_strings_.push_back(std::move(text));
}

std::string_view EventLoop::http_date() {
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t length = 29;
  const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch()).count();
  if (second != date_second_) {
    date_second_ = second;
    const std::time_t wall = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&wall, &parts);
    fmt::format_to_n(date_.data(), length, "{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(parts.tm_wday)],
                     parts.tm_mday, months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                     parts.tm_sec);
  }
  return {date_.data(), length};
}

}  // namespace patchbay::transport
