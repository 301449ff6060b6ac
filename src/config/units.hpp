// Durations and sizes as people write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::config {

// "300ms", "5s", "2m", "1h", "1.5s", "1m30s". Nothing when it is none, or longer than 10,000 days.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// "4096", "64KB", "64MB", "2GB" (also KiB, MiB, GiB); units count in 1024s. Nothing when it is none, or 2^62 bytes and more.
std::optional<std::int64_t> parse_size(std::string_view text);

// The shortest text that parses to the same: "5s", "1m30s", "250ms".
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace patchbay::config
