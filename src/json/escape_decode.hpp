// Internal. Reads one escape of a JSON string: \n, \u0041, or a surrogate pair.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace patchbay::json {

enum class EscapeFault : std::uint8_t { none, malformed, lone_surrogate };

struct DecodedEscape {
  std::uint32_t code_point = 0;
  std::uint32_t length = 0;  // bytes of the escape, the backslash included
  EscapeFault fault = EscapeFault::none;
};

// What the letter behind the backslash stands for; 0: not a simple escape.
inline constexpr std::array<char, 256> simple_escapes = [] {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  table['b'] = '\b';
  table['f'] = '\f';
  table['n'] = '\n';
  table['r'] = '\r';
  table['t'] = '\t';
  return table;
}();

// Four hexadecimal digits; negative when they are not.
inline int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
inline std::int32_t hex4(const char* digits) {
  std::int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_value(digits[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// `at` is the backslash, `end` the end of what may be read.
inline DecodedEscape decode_unicode_escape(const char* at, const char* end) {
  const DecodedEscape malformed{0, 0, EscapeFault::malformed};
  const DecodedEscape lone{0, 0, EscapeFault::lone_surrogate};
  if (end - at < 6 || at[1] != 'u') return malformed;
  const std::int32_t first = hex4(at + 2);
  if (first < 0) return malformed;
  if (first < 0xD800 || first > 0xDFFF) return {static_cast<std::uint32_t>(first), 6, EscapeFault::none};
  if (first > 0xDBFF || end - at < 12 || at[6] != '\\' || at[7] != 'u') return lone;
  const std::int32_t second = hex4(at + 8);
  if (second < 0) return malformed;
  if (second < 0xDC00 || second > 0xDFFF) return lone;
  return {0x10000U + (static_cast<std::uint32_t>(first - 0xD800) << 10) + static_cast<std::uint32_t>(second - 0xDC00), 12,
          EscapeFault::none};
}
inline DecodedEscape decode_escape(const char* at, const char* end) {
  if (end - at < 2) return {0, 0, EscapeFault::malformed};
  if (const char simple = simple_escapes[static_cast<unsigned char>(at[1])])
    return {static_cast<unsigned char>(simple), 2, EscapeFault::none};
  return decode_unicode_escape(at, end);
}

// Writes the code point as UTF-8; returns the number of bytes (1 to 4).
inline int encode_utf8(std::uint32_t code_point, char* to) {
  const auto continuation = [](std::uint32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (code_point < 0x80) {
    to[0] = static_cast<char>(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    to[0] = static_cast<char>(0xC0U | code_point >> 6);
    to[1] = continuation(code_point);
    return 2;
  }
  if (code_point < 0x10000) {
    to[0] = static_cast<char>(0xE0U | code_point >> 12);
    to[1] = continuation(code_point >> 6);
    to[2] = continuation(code_point);
    return 3;
  }
  to[0] = static_cast<char>(0xF0U | code_point >> 18);
  to[1] = continuation(code_point >> 12);
  to[2] = continuation(code_point >> 6);
  to[3] = continuation(code_point);
  return 4;
}

}  // namespace patchbay::json
