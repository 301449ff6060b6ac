#include "config/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace patchbay::config {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array<Unit, 5> durations = {{{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"m", 60'000}, {"h", 3'600'000}}};
constexpr std::array<Unit, 10> sizes = {{{"", 1},
                                         {"B", 1},
                                         {"KB", 1024.0},
                                         {"KIB", 1024.0},
                                         {"K", 1024.0},
                                         {"MB", 1048576.0},
                                         {"MIB", 1048576.0},
                                         {"M", 1048576.0},
                                         {"GB", 1073741824.0},
                                         {"GIB", 1073741824.0}}};
constexpr double longest = 10'000.0 * 86'400'000.0;
constexpr double largest = 4'611'686'018'427'387'904.0;  // 2^62

// Takes digits with perhaps a fraction from the front.
std::optional<double> take_number(std::string_view& text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return (c < '0' || c > '9') && c != '.'; });
  const auto length = static_cast<std::size_t>(end - text.begin());
  double value = 0;
  const auto [stop, status] = std::from_chars(text.data(), text.data() + length, value, std::chars_format::fixed);
  if (length == 0 || status != std::errc() || stop != text.data() + length || text.front() == '.') return std::nullopt;
  text.remove_prefix(length);
  return value;
}

std::string_view take_unit(std::string_view& text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  const std::string_view unit = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(unit.size());
  return unit;
}

template <std::size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view name) {
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  double total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const Unit* unit = find_unit(durations, take_unit(text));
    if (unit == nullptr) return std::nullopt;
    total += *number * unit->factor;
    if (!(total <= longest)) return std::nullopt;
  }
  return std::chrono::milliseconds(std::llround(total));
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  std::string unit(text.substr(std::min(text.find_first_not_of(' '), text.size())));
  std::transform(unit.begin(), unit.end(), unit.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const Unit* found = find_unit(sizes, unit);
  if (found == nullptr || !(*number * found->factor < largest)) return std::nullopt;
  return std::llround(*number * found->factor);
}

std::string duration_text(std::chrono::milliseconds duration) {
  auto left = duration.count();
  std::string text;
  for (const auto& [name, factor] : {std::pair{"h", 3'600'000L}, std::pair{"m", 60'000L}, std::pair{"s", 1000L}, std::pair{"ms", 1L}}) {
    if (left / factor > 0) text += fmt::format("{}{}", left / factor, name);
    left %= factor;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace patchbay::config
