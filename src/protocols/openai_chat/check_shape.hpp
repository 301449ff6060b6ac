// The small checks that the checks of requests are made of.
#pragma once

#include "base/result.hpp"
#include "json/path.hpp"
#include "json/value.hpp"

#include <cstdint>

namespace patchbay::protocols::openai_chat {

enum class Shape : std::uint8_t { boolean, number, integer, string, array, object };

base::Result<void> check_shape(json::Value value, const json::Path& path, Shape shape);
// Missing and null pass.
base::Result<void> check_optional(json::Value value, const json::Path& path, Shape shape);
base::Result<void> require_string(json::Value value, const json::Path& path);
base::Result<void> require_non_empty_string(json::Value value, const json::Path& path);
// An array of strings.
base::Result<void> check_strings(json::Value value, const json::Path& path);

}  // namespace patchbay::protocols::openai_chat
