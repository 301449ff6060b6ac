// How long does a provider ask to wait? From retry-after-ms, retry-after (seconds or an HTTP date relative to `date`).
#pragma once

#include "codec/http_message.hpp"

#include <chrono>
#include <optional>

namespace patchbay::protocols {

// Pure: an HTTP date is measured against the answer's own Date header, and without one it says nothing.
std::optional<std::chrono::milliseconds> read_retry_after(const codec::Headers& headers);

}  // namespace patchbay::protocols
