#include "telemetry/request_id.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::telemetry {

bool is_acceptable_request_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), fits);
}

RequestIds::RequestIds(base::Random& random) : prefix_(base::random_hex(random, 8)) {}

std::string RequestIds::next() { return fmt::format("{}-{:06x}", prefix_, ++counter_); }

std::string RequestIds::accept_or_next(std::string_view id) { return is_acceptable_request_id(id) ? std::string(id) : next(); }

}  // namespace patchbay::telemetry
