// Base64 (RFC 4648), standard and URL-safe.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::codec {

enum class Base64Alphabet : std::uint8_t {
  standard,  // + and /, padded
  url_safe,  // - and _, written without padding
};

[[nodiscard]] std::string base64_encode(std::string_view bytes, Base64Alphabet alphabet = Base64Alphabet::standard);

// Strict: only the alphabet's characters, no blanks, zero bits at the end. Standard asks for padding; URL-safe takes it or leaves it.
// Error: invalid_request, naming the offset.
[[nodiscard]] base::Result<std::string> base64_decode(std::string_view text, Base64Alphabet alphabet = Base64Alphabet::standard);

}  // namespace patchbay::codec
