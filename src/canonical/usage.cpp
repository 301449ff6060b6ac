#include "canonical/usage.hpp"

namespace patchbay::canonical {
namespace {
constexpr std::uint32_t bit(Meter meter) { return 1u << static_cast<unsigned>(meter); }
}  // namespace

std::string_view name(Meter meter) {
  switch (meter) {
    case Meter::input: return "input";
    case Meter::cached_read: return "cached_read";
    case Meter::cached_write: return "cached_write";
    case Meter::cached_write_long: return "cached_write_long";
    case Meter::output: return "output";
    case Meter::reasoning: return "reasoning";
    case Meter::image_input: return "image_input";
    case Meter::audio_input: return "audio_input";
    case Meter::image_output: return "image_output";
    case Meter::audio_output: return "audio_output";
    case Meter::accepted_prediction: return "accepted_prediction";
    case Meter::rejected_prediction: return "rejected_prediction";
    case Meter::tool_calls: return "tool_calls";
    case Meter::search_units: return "search_units";
  }
  return "unknown";
}

void Usage::set(Meter meter, std::int64_t count, Provenance provenance) {
  counts_[static_cast<std::size_t>(meter)] = count;
  present_ |= bit(meter);
  if (provenance == Provenance::estimated)
    estimated_ |= bit(meter);
  else
    estimated_ &= ~bit(meter);
}

std::optional<std::int64_t> Usage::get(Meter meter) const {
  if ((present_ & bit(meter)) == 0) return std::nullopt;
  return counts_[static_cast<std::size_t>(meter)];
}

Provenance Usage::provenance(Meter meter) const { return (estimated_ & bit(meter)) != 0 ? Provenance::estimated : Provenance::reported; }

void Usage::update(const Usage& newer) {
  for (std::size_t i = 0; i < meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    if (auto count = newer.get(meter)) set(meter, *count, newer.provenance(meter));
  }
}

}  // namespace patchbay::canonical
