#include "telemetry/instrument.hpp"

#include <algorithm>

namespace patchbay::telemetry {
namespace {

// From a cache hit in a fast gateway to the longest generation: 1 ms to 10 min.
constexpr std::array<double, Histogram::bucket_count - 1> bucket_bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                                           0.5,   1,      2.5,   5,    10,    30,   120, 600};

}  // namespace

std::size_t this_threads_shard() {
  static std::atomic<std::size_t> threads{0};
  thread_local const std::size_t shard = threads.fetch_add(1, std::memory_order_relaxed) % shard_count;
  return shard;
}

std::int64_t Sum::value() const {
  std::int64_t total = 0;
  for (const auto& shard : shards_) total += shard.value.load(std::memory_order_relaxed);
  return total;
}

std::span<const double> Histogram::bounds() { return bucket_bounds; }

void Histogram::observe(double seconds) {
  const double value = seconds > 0 ? seconds : 0;  // also for a NaN, which compares false
  const auto bucket = std::lower_bound(bucket_bounds.begin(), bucket_bounds.end(), value) - bucket_bounds.begin();
  Shard& shard = shards_[this_threads_shard()];
  shard.counts[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  shard.nanoseconds.fetch_add(static_cast<std::uint64_t>(std::min(value, 1e9) * 1e9), std::memory_order_relaxed);
}

Histogram::Reading Histogram::read() const {
  Reading reading;
  std::uint64_t nanoseconds = 0;
  for (const auto& shard : shards_) {
    for (std::size_t i = 0; i < bucket_count; ++i) reading.counts[i] += shard.counts[i].load(std::memory_order_relaxed);
    nanoseconds += shard.nanoseconds.load(std::memory_order_relaxed);
  }
  reading.seconds = static_cast<double>(nanoseconds) * 1e-9;
  return reading;
}

}  // namespace patchbay::telemetry
