#include "json/utf8.hpp"

namespace patchbay::json {
namespace {

struct Shape {
  std::size_t length;
  unsigned char second_from, second_to;
};

// What the first byte promises; length 0: it begins nothing.
Shape shape(unsigned char lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

Utf8Sequence utf8_sequence(std::string_view text) {
  const Shape expected = shape(static_cast<unsigned char>(text[0]));
  if (expected.length == 0) return {1, Utf8State::invalid};
  for (std::size_t i = 1; i < expected.length; ++i) {
    if (i == text.size()) return {i, Utf8State::incomplete};
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char from = i == 1 ? expected.second_from : 0x80;
    const unsigned char to = i == 1 ? expected.second_to : 0xBF;
    if (byte < from || byte > to) return {i, Utf8State::invalid};
  }
  return {expected.length, Utf8State::valid};
}

}  // namespace patchbay::json
