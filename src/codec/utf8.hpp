// UTF-8 (RFC 3629): checks and safe cuts. Surrogates, overlong forms and code points over U+10FFFF are not valid.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::codec {

// Length of the longest prefix that does not end inside a code point that may still be completed. Invalid bytes are not looked for:
// they never hold a prefix back.
[[nodiscard]] std::size_t utf8_complete_prefix(std::string_view bytes);

[[nodiscard]] bool utf8_is_valid(std::string_view bytes);
// Length of the longest valid prefix; bytes.size() when all of it is valid.
[[nodiscard]] std::size_t utf8_valid_prefix(std::string_view bytes);

// Every maximal invalid part becomes U+FFFD, as browsers do it (Unicode 15 section 3.9).
[[nodiscard]] std::string utf8_sanitise(std::string_view bytes);

// At most `limit` bytes of `text`, cut between code points.
[[nodiscard]] std::string_view utf8_truncate(std::string_view text, std::size_t limit);

}  // namespace patchbay::codec
