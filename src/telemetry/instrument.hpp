// The two kinds of number behind a metric. Writing is a relaxed addition to the calling thread's own cache line; reading sums over all.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace patchbay::telemetry {

inline constexpr std::size_t shard_count = 8;

// The shard of the calling thread: threads get them in turn.
std::size_t this_threads_shard();

// A sum of signed steps: counters only add, gauges add and subtract. Lock-free. Not movable: others hold references.
class Sum {
 public:
  void add(std::int64_t step = 1) { shards_[this_threads_shard()].value.fetch_add(step, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t value() const;

 private:
  struct alignas(64) Shard {
    std::atomic<std::int64_t> value{0};
  };
  std::array<Shard, shard_count> shards_;
};

// Seconds in buckets. Lock-free.
class Histogram {
 public:
  static std::span<const double> bounds();  // upper bounds in seconds, ascending, without +Inf
  static constexpr std::size_t bucket_count = 17;

  struct Reading {
    std::array<std::uint64_t, bucket_count> counts{};  // per bucket, not cumulative; the last is +Inf
    double seconds = 0;
  };

  void observe(double seconds);
  [[nodiscard]] Reading read() const;

 private:
  struct alignas(64) Shard {
    std::array<std::atomic<std::uint64_t>, bucket_count> counts{};
    std::atomic<std::uint64_t> nanoseconds{0};
  };
  std::array<Shard, shard_count> shards_;
};

}  // namespace patchbay::telemetry
