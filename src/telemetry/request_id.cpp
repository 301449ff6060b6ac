#include "telemetry/request_id.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay::telemetry {

bool is_acceptable_request_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), fits);
}

RequestIds::RequestIds(base::Random& random) : prefix_(base::random_hex(random, 8)) {}

std::string RequestIds::next() {
  constexpr std::size_t least_digits = 6;
  std::array<char, 16> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), ++counter_, 16).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  std::string id;
  id.reserve(prefix_.size() + 1 + std::max(count, least_digits));
  id.append(prefix_).append(1, '-').append(least_digits - std::min(count, least_digits), '0').append(digits.data(), count);
  return id;
}

std::string RequestIds::accept_or_next(std::string_view id) { return is_acceptable_request_id(id) ? std::string(id) : next(); }

}  // namespace patchbay::telemetry
