#include "protocols/retry_after.hpp"

#include <time.h>

#include <charconv>
#include <cmath>
#include <string>

namespace patchbay::protocols {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::optional<std::int64_t> http_date(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

constexpr double most_seconds = 24 * 3600;

std::chrono::milliseconds milliseconds(double value) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(std::min(value, most_seconds * 1000))));
}

}  // namespace

std::optional<std::chrono::milliseconds> read_retry_after(const codec::Headers& headers) {
  if (const auto text = headers.get("retry-after-ms"))
    if (const auto value = number(*text)) return milliseconds(*value);
  const auto text = headers.get("retry-after");
  if (!text) return std::nullopt;
  if (const auto value = number(*text)) return milliseconds(*value * 1000);
  const auto until = http_date(*text);
  const auto now = headers.contains("date") ? http_date(*headers.get("date")) : std::nullopt;
  if (!until || !now) return std::nullopt;
  return milliseconds(static_cast<double>(std::max<std::int64_t>(0, *until - *now)) * 1000);
}

}  // namespace patchbay::protocols
