// One metric with labels: a bounded, insert-only table of series, read and written without locks.
#pragma once

#include "telemetry/instrument.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::telemetry {

// Values of labels are cut to this many bytes.
inline constexpr std::size_t label_bytes = 96;
inline constexpr std::string_view other_label = "other";

// `Labels` values select a series. Once `capacity` series exist, unknown combinations count under the one series whose values are all
// "other", so what clients send can not grow memory without bound.
template <class Instrument, std::size_t Labels>
class MetricFamily {
 public:
  using Values = std::array<std::string_view, Labels>;
  struct Series {
    std::array<std::string, Labels> values;
    Instrument instrument;
  };

  MetricFamily(std::string_view name, std::string_view help, std::array<std::string_view, Labels> labels, std::size_t capacity)
      : name_(name), help_(help), labels_(labels), capacity_(capacity), slots_(slot_count(capacity)) {
    other_.values.fill(std::string(other_label));
  }
  MetricFamily(const MetricFamily&) = delete;
  MetricFamily& operator=(const MetricFamily&) = delete;
  ~MetricFamily() {
    for (auto& slot : slots_) delete slot.load(std::memory_order_relaxed);
  }

  Instrument& with(Values values) {
    for (auto& value : values) value = value.substr(0, label_bytes);
    if (same(other_, values)) return other();
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash(values) & mask;; at = (at + 1) & mask) {
      Series* series = slots_[at].load(std::memory_order_acquire);
      if (series == nullptr && (series = insert(at, values)) == nullptr) return other();
      if (same(*series, values)) return series->instrument;
    }
  }

  // Every series with its values, in no particular order; `other` only once it was needed.
  void each(const std::function<void(std::span<const std::string>, const Instrument&)>& visit) const {
    for (const auto& slot : slots_)
      if (const Series* series = slot.load(std::memory_order_acquire)) visit(series->values, series->instrument);
    if (overflowed_.load(std::memory_order_relaxed)) visit(other_.values, other_.instrument);
  }

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view help() const { return help_; }
  [[nodiscard]] std::span<const std::string_view> labels() const { return labels_; }

 private:
  // Twice the capacity keeps the probes short and guarantees an empty slot, so that every search ends.
  static std::size_t slot_count(std::size_t capacity) {
    std::size_t count = 2;
    while (count < capacity * 2) count *= 2;
    return count;
  }
  // Eight bytes at a time: this runs several times for every request.
  static std::size_t hash(const Values& values) {
    std::uint64_t result = 0;
    for (std::string_view value : values) {
      result = mix(result, value.size());
      for (; value.size() >= sizeof(std::uint64_t); value.remove_prefix(sizeof(std::uint64_t))) result = mix(result, word(value));
      if (!value.empty()) result = mix(result, word(value));
    }
    return result ^ (result >> 29);
  }
  static std::uint64_t mix(std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * 0x9E37'79B9'7F4A'7C15ULL;
    return state ^ (state >> 32);
  }
  static std::uint64_t word(std::string_view text) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), std::min(text.size(), sizeof bytes));
    return bytes;
  }
  static bool same(const Series& series, const Values& values) {
    for (std::size_t i = 0; i < Labels; ++i)
      if (series.values[i] != values[i]) return false;
    return true;
  }

  Instrument& other() {
    overflowed_.store(true, std::memory_order_relaxed);
    return other_.instrument;
  }

  // The series that stands at the slot afterwards, ours or that of a faster thread; nullptr when the family is full.
  Series* insert(std::size_t at, const Values& values) {
    if (size_.fetch_add(1, std::memory_order_relaxed) >= capacity_) {
      size_.fetch_sub(1, std::memory_order_relaxed);
      return nullptr;
    }
    auto made = std::make_unique<Series>();
    for (std::size_t i = 0; i < Labels; ++i) made->values[i] = values[i];
    Series* present = nullptr;
    if (slots_[at].compare_exchange_strong(present, made.get(), std::memory_order_acq_rel)) return made.release();
    size_.fetch_sub(1, std::memory_order_relaxed);
    return present;
  }

  std::string_view name_;
  std::string_view help_;
  std::array<std::string_view, Labels> labels_;
  std::size_t capacity_;
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> overflowed_{false};
  std::vector<std::atomic<Series*>> slots_;
  Series other_;
};

}  // namespace patchbay::telemetry
