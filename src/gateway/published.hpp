// A value that one thread replaces and all others read without a lock: readers keep their own pointer and look at a version number.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace patchbay::gateway {

// Thread-safe.
template <class T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) : value_(std::move(first)) {}

  void publish(std::shared_ptr<const T> next) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(next);
    version_.fetch_add(1, std::memory_order_release);
  }
  [[nodiscard]] std::shared_ptr<const T> current() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  std::atomic<std::uint64_t> version_ = 1;
};

// One reader's copy; one thread. The lock is taken only when something new was published.
template <class T>
class PublishedReader {
 public:
  explicit PublishedReader(const Published<T>& source) : source_(source) {}

  const std::shared_ptr<const T>& get() {
    const std::uint64_t version = source_.version();
    if (version != seen_) {
      value_ = source_.current();
      seen_ = version;
    }
    return value_;
  }

 private:
  const Published<T>& source_;
  std::shared_ptr<const T> value_;
  std::uint64_t seen_ = 0;
};

}  // namespace patchbay::gateway
