// What an answer consumed. Input includes cached tokens and output includes reasoning: each protocol converts from its vendor's counting.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay::canonical {

enum class Meter : std::uint8_t {
  input,
  cached_read,
  cached_write,
  cached_write_long,  // kept for an hour or more
  output,
  reasoning,
  image_input,
  audio_input,
  image_output,
  audio_output,
  accepted_prediction,
  rejected_prediction,
  tool_calls,
  search_units,
};
inline constexpr std::size_t meter_count = static_cast<std::size_t>(Meter::search_units) + 1;
std::string_view name(Meter meter);

enum class Provenance : std::uint8_t { reported, estimated };

// A small value: one count a meter, absent where nobody said anything. Absent is not zero.
class Usage {
 public:
  void set(Meter meter, std::int64_t count, Provenance provenance = Provenance::reported);
  [[nodiscard]] std::optional<std::int64_t> get(Meter meter) const;
  [[nodiscard]] std::int64_t value_or_zero(Meter meter) const { return get(meter).value_or(0); }
  [[nodiscard]] Provenance provenance(Meter meter) const;
  [[nodiscard]] bool empty() const { return present_ == 0; }

  // What `newer` states replaces, what it leaves out stays.
  void update(const Usage& newer);

  friend bool operator==(const Usage&, const Usage&) = default;

 private:
  std::array<std::int64_t, meter_count> counts_{};
  std::uint32_t present_ = 0;
  std::uint32_t estimated_ = 0;
};

}  // namespace patchbay::canonical
