#include "codec/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace patchbay::codec {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

// What a lead byte asks for: how long the code point is (0: no lead byte), and which second bytes it takes (Unicode table 3-7).
struct Lead {
  std::size_t length;
  unsigned char second_low;
  unsigned char second_high;
};
Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// How many bytes from `at` belong to one code point, or to the beginning of one that goes wrong or is cut after them.
struct Part {
  std::size_t length;
  bool valid;
  bool cut;  // the text ends inside it
};
Part part_at(std::string_view bytes, std::size_t at) {
  const Lead wanted = lead(byte_at(bytes, at));
  if (wanted.length == 0) return {1, false, false};
  for (std::size_t i = 1; i < wanted.length; ++i) {
    if (at + i == bytes.size()) return {i, false, true};
    const unsigned char byte = byte_at(bytes, at + i);
    const bool fits = i == 1 ? byte >= wanted.second_low && byte <= wanted.second_high : (byte & 0xC0) == 0x80;
    if (!fits) return {i, false, false};
  }
  return {wanted.length, true, false};
}

std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (at < bytes.size() && byte_at(bytes, at) < 0x80) ++at;
  return at;
}

}  // namespace

std::size_t utf8_complete_prefix(std::string_view bytes) {
  const std::size_t longest = std::min<std::size_t>(bytes.size(), 3);
  for (std::size_t back = 1; back <= longest; ++back) {
    const unsigned char byte = byte_at(bytes, bytes.size() - back);
    if ((byte & 0xC0) == 0x80) continue;
    const Part part = part_at(bytes, bytes.size() - back);
    return part.cut ? bytes.size() - back : bytes.size();
  }
  return bytes.size();
}

std::size_t utf8_valid_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while ((at = skip_ascii(bytes, at)) < bytes.size()) {
    const Part part = part_at(bytes, at);
    if (!part.valid) return at;
    at += part.length;
  }
  return at;
}

bool utf8_is_valid(std::string_view bytes) { return utf8_valid_prefix(bytes) == bytes.size(); }

std::string utf8_sanitise(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t valid = utf8_valid_prefix(bytes);
    text.append(bytes.substr(0, valid));
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    text.append(replacement);
    bytes.remove_prefix(part_at(bytes, 0).length);
  }
  return text;
}

std::string_view utf8_truncate(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  return text.substr(0, utf8_complete_prefix(text.substr(0, limit)));
}

}  // namespace patchbay::codec
