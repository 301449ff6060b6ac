// The character classes of HTTP/1.1 (RFC 9110 section 5.6, RFC 3986), and the fast search for what may not stand in a value.
#pragma once

#include <string_view>

namespace patchbay::codec {

[[nodiscard]] bool is_token_char(char c);
[[nodiscard]] bool is_token(std::string_view text);        // not empty
[[nodiscard]] bool is_field_value(std::string_view text);  // no control characters but tab
[[nodiscard]] bool is_target(std::string_view text);       // not empty
[[nodiscard]] bool is_host(std::string_view text);         // a name, an address or a bracketed IPv6 address, with an optional port

// First control character other than tab (0x00-0x1F, 0x7F) in [begin, end); `end` when there is none.
[[nodiscard]] const char* find_control(const char* begin, const char* end);
// First character that is not part of a token.
[[nodiscard]] const char* find_non_token(const char* begin, const char* end);
// First character that may not stand in a request target: everything but visible ASCII, and `#`.
[[nodiscard]] const char* find_non_target(const char* begin, const char* end);
// First CR or LF.
[[nodiscard]] const char* find_line_end(const char* begin, const char* end);

// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

// Calls visit(element) for each non-empty element of a comma-separated list until it answers true; answers whether one did.
template <class Visit>
bool any_list_element(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view element = trim_blanks(list.substr(0, comma));
    if (!element.empty() && visit(element)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace patchbay::codec
