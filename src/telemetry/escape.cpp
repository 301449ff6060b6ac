#include "telemetry/escape.hpp"

#include <cstddef>

namespace patchbay::telemetry {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr char digits[] = "0123456789abcdef";

bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// The length of the UTF-8 sequence at the front; 0: it is none (RFC 3629: no overlong forms, surrogates, or beyond U+10FFFF).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(byte(1)) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool fits = (first != 0xE0 || byte(1) >= 0xA0) && (first != 0xED || byte(1) <= 0x9F);
    return fits && continues(byte(1)) && continues(byte(2)) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool fits = (first != 0xF0 || byte(1) >= 0x90) && (first != 0xF4 || byte(1) <= 0x8F);
    return fits && continues(byte(1)) && continues(byte(2)) && continues(byte(3)) ? 4 : 0;
  }
  return 0;
}

void append_hex(std::string& out, std::string_view introduction, char c) {
  out += introduction;
  out += digits[static_cast<unsigned char>(c) >> 4];
  out += digits[static_cast<unsigned char>(c) & 15];
}

// Calls plain(sequence) for whole characters and odd(byte) for bytes that are no UTF-8.
template <class Plain, class Odd>
void each_character(std::string_view text, Plain plain, Odd odd) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0)
      odd(text.front());
    else
      plain(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  const auto plain = [&](std::string_view character) {
    const char c = character.front();
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (is_control(c))
      append_hex(out, "\\u00", c);
    else
      out += character;
  };
  each_character(text, plain, [&](char) { out += replacement; });
  out += '"';
}

void append_one_line(std::string& out, std::string_view text) {
  const auto plain = [&](std::string_view character) {
    const char c = character.front();
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (is_control(c))
      append_hex(out, "\\x", c);
    else
      out += character;
  };
  each_character(text, plain, [&](char c) { append_hex(out, "\\x", c); });
}

void append_label_value(std::string& out, std::string_view text) {
  const auto plain = [&](std::string_view character) {
    const char c = character.front();
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += character;
  };
  each_character(text, plain, [&](char) { out += replacement; });
}

}  // namespace patchbay::telemetry
