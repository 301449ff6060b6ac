#include "admin/event_hub.hpp"

#include "codec/sse_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::admin {

// Rung from any thread; `told` and `waiter` belong to the listener's loop.
struct EventHub::Bell {
  std::shared_ptr<transport::LoopMailbox> mailbox;
  std::atomic<bool> rung = false;
  bool told = false;
  transport::Waiter* waiter = nullptr;
};

EventHub::EventHub(std::uint64_t first_id, HubLimits limits) : limits_(limits), last_id_(first_id - 1) {}

std::uint64_t EventHub::publish(std::string_view type, std::string_view data) {
  const std::lock_guard lock(mutex_);
  if (closed_) return last_id_;
  Event event{++last_id_, fmt::format("id: {}\n", last_id_)};
  codec::append_sse_event(event.frame, type, data);
  ring_bytes_ += event.frame.size();
  ring_.push_back(std::move(event));
  trim();
  wake_all();
  return last_id_;
}

void EventHub::trim() {
  while (ring_.size() > 1 && (ring_.size() > limits_.events || ring_bytes_ > limits_.bytes)) {
    ring_bytes_ -= ring_.front().frame.size();
    ring_.pop_front();
  }
}

void EventHub::wake_all() {
  for (const auto& bell : bells_) {
    if (bell->rung.exchange(true)) continue;
    bell->mailbox->post([bell] {
      bell->rung.store(false);
      bell->told = true;
      if (bell->waiter != nullptr) bell->waiter->wake();
    });
  }
}

std::uint64_t EventHub::last_id() const {
  const std::lock_guard lock(mutex_);
  return last_id_;
}

EventHub::Batch EventHub::read_after(std::uint64_t after, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  Batch batch{{}, after};
  if (after == last_id_) return batch;
  if (after > last_id_ || ring_.empty() || after + 1 < ring_.front().id) {
    batch.last = last_id_;
    batch.bytes = fmt::format("id: {}\n", last_id_);
    codec::append_sse_event(batch.bytes, "reset", "{}");
    return batch;
  }
  for (std::size_t i = after + 1 - ring_.front().id; i < ring_.size(); ++i) {
    if (!batch.bytes.empty() && batch.bytes.size() + ring_[i].frame.size() > limit) break;
    batch.bytes += ring_[i].frame;
    batch.last = ring_[i].id;
  }
  return batch;
}

void EventHub::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_all();
}

bool EventHub::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t EventHub::listeners() const {
  const std::lock_guard lock(mutex_);
  return bells_.size();
}

HubListener::HubListener(EventHub& hub, transport::EventLoop& loop) : hub_(hub), loop_(loop), bell_(std::make_shared<EventHub::Bell>()) {
  bell_->mailbox = loop.mailbox();
  const std::lock_guard lock(hub_.mutex_);
  hub_.bells_.push_back(bell_);
}

HubListener::~HubListener() {
  const std::lock_guard lock(hub_.mutex_);
  hub_.bells_.remove(bell_);
}

transport::Task<transport::WakeReason> HubListener::wait(transport::Tick deadline, transport::CancelToken token) {
  auto reason = transport::WakeReason::event;
  if (!bell_->told) {
    transport::Waiter waiter(loop_, token, deadline);
    bell_->waiter = &waiter;
    reason = co_await waiter;
    bell_->waiter = nullptr;
  }
  bell_->told = false;
  co_return reason;
}

}  // namespace patchbay::admin
