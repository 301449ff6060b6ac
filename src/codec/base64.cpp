#include "codec/base64.hpp"

#include <fmt/format.h>

#include <array>

namespace patchbay::codec {

namespace {

constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t invalid = 0x80;

using Values = std::array<std::uint8_t, 256>;
constexpr Values values_of(std::string_view alphabet) {
  Values values{};
  values.fill(invalid);
  for (std::size_t i = 0; i < alphabet.size(); ++i) values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}
constexpr Values standard_values = values_of(standard_alphabet);
constexpr Values url_values = values_of(url_alphabet);

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

base::Error error_at(std::size_t offset) { return base::invalid_request(fmt::format("base64: not valid at offset {}", offset)); }

std::size_t first_invalid(std::string_view text, const Values& values) {
  std::size_t at = 0;
  while (at < text.size() && values[byte_at(text, at)] != invalid) ++at;
  return at;
}

// How many `=` the text ends with, or an error when the padding is not what the alphabet asks for.
base::Result<std::size_t> padding_of(std::string_view text, Base64Alphabet alphabet) {
  const std::size_t last = text.find_last_not_of('=');
  const std::size_t padding = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  const bool optional = alphabet == Base64Alphabet::url_safe && padding == 0;
  if (padding > 2 || (!optional && text.size() % 4 != 0)) return base::fail(error_at(text.size() - padding));
  if (padding > 0 && (text.size() - padding) % 4 != 4 - padding) return base::fail(error_at(text.size() - padding));
  return padding;
}

// Four characters to three bytes each; answers bits that show an invalid character.
std::uint32_t decode_quads(std::string_view text, const Values& values, char* out) {
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i + 4 <= text.size(); i += 4) {
    const std::uint32_t a = values[byte_at(text, i)];
    const std::uint32_t b = values[byte_at(text, i + 1)];
    const std::uint32_t c = values[byte_at(text, i + 2)];
    const std::uint32_t d = values[byte_at(text, i + 3)];
    seen |= a | b | c | d;
    *out++ = static_cast<char>(a << 2 | b >> 4);
    *out++ = static_cast<char>(b << 4 | c >> 2);
    *out++ = static_cast<char>(c << 6 | d);
  }
  return seen & invalid;
}

// The last two or three characters; answers bits that show an invalid character or bits that are lost.
std::uint32_t decode_rest(std::string_view rest, const Values& values, char* out) {
  const std::uint32_t a = values[byte_at(rest, 0)];
  const std::uint32_t b = values[byte_at(rest, 1)];
  *out++ = static_cast<char>(a << 2 | b >> 4);
  if (rest.size() == 2) return ((a | b) & invalid) | (b & 0x0F);
  const std::uint32_t c = values[byte_at(rest, 2)];
  *out++ = static_cast<char>(b << 4 | c >> 2);
  return ((a | b | c) & invalid) | (c & 0x03);
}

}  // namespace

std::string base64_encode(std::string_view bytes, Base64Alphabet alphabet) {
  const char* const letters = (alphabet == Base64Alphabet::standard ? standard_alphabet : url_alphabet).data();
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  char* out = text.data();
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    *out++ = letters[group >> 18];
    *out++ = letters[group >> 12 & 63];
    *out++ = letters[group >> 6 & 63];
    *out++ = letters[group & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest > 0) {
    const std::uint32_t group = byte_at(bytes, i) << 16 | (rest == 2 ? byte_at(bytes, i + 1) << 8 : 0);
    *out++ = letters[group >> 18];
    *out++ = letters[group >> 12 & 63];
    if (rest == 2) *out++ = letters[group >> 6 & 63];
    if (alphabet == Base64Alphabet::url_safe) text.resize(static_cast<std::size_t>(out - text.data()));
  }
  return text;
}

base::Result<std::string> base64_decode(std::string_view text, Base64Alphabet alphabet) {
  const auto padding = padding_of(text, alphabet);
  if (!padding) return base::fail(padding.error());
  const Values& values = alphabet == Base64Alphabet::standard ? standard_values : url_values;
  const std::string_view digits = text.substr(0, text.size() - *padding);
  const std::size_t rest = digits.size() % 4;
  if (rest == 1) return base::fail(error_at(std::min(first_invalid(digits, values), digits.size() - 1)));
  std::string bytes(digits.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1), '\0');
  std::uint32_t wrong = decode_quads(digits, values, bytes.data());
  if (rest != 0) wrong |= decode_rest(digits.substr(digits.size() - rest), values, bytes.data() + digits.size() / 4 * 3);
  if (wrong != 0) return base::fail(error_at(std::min(first_invalid(digits, values), digits.size() - 1)));
  return bytes;
}

}  // namespace patchbay::codec
