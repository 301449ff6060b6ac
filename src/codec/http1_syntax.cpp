#include "codec/http1_syntax.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace patchbay::codec {

namespace {

constexpr bool is_alphanumeric(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

constexpr std::array<bool, 256> alphanumeric_and(std::string_view others) {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) table[c] = is_alphanumeric(static_cast<unsigned char>(c));
  for (const char c : others) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr auto token_table = alphanumeric_and("!#$%&'*+-.^_`|~");
constexpr auto target_table = alphanumeric_and("!\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
constexpr auto host_name_table = alphanumeric_and("-._~%!$&'()*+;=");

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Eight bytes looked at together.
std::uint64_t load_eight(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}
constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101ULL; }
constexpr bool has_byte_below(std::uint64_t word, std::uint64_t bound) {
  return ((word - every_byte(bound)) & ~word & every_byte(0x80)) != 0;
}
constexpr bool has_byte(std::uint64_t word, std::uint64_t byte) { return has_byte_below(word ^ every_byte(byte), 1); }

template <class Stop>
const char* find_bytewise(const char* at, const char* end, Stop stop) {
  while (at != end && !stop(*at)) ++at;
  return at;
}

bool is_port(std::string_view text) {
  if (text.size() > 5) return false;
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return true;
}

bool is_bracketed_address(std::string_view text) {
  if (text.size() < 2) return false;
  for (const char c : text) {
    const char letter = static_cast<char>(c | 0x20);
    if (!is_digit(c) && c != ':' && c != '.' && !(letter >= 'a' && letter <= 'f')) return false;
  }
  return true;
}

}  // namespace

bool is_token_char(char c) { return token_table[static_cast<unsigned char>(c)]; }

const char* find_non_target(const char* begin, const char* end) {
  return find_bytewise(begin, end, [](char c) { return !target_table[static_cast<unsigned char>(c)]; });
}

bool is_token(std::string_view text) {
  return !text.empty() && find_non_token(text.data(), text.data() + text.size()) == text.data() + text.size();
}
bool is_target(std::string_view text) {
  return !text.empty() && find_non_target(text.data(), text.data() + text.size()) == text.data() + text.size();
}

#if defined(__SSE2__)
// Sixteen bytes at a time as long as they are letters, digits and hyphens; the table decides about the rest.
const char* find_non_token(const char* begin, const char* end) {
  const __m128i case_bit = _mm_set1_epi8(0x20);
  const __m128i hyphen = _mm_set1_epi8('-');
  const auto in_range = [](__m128i block, char first, char last) {
    const __m128i shifted = _mm_sub_epi8(block, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(static_cast<char>(last - first))), shifted);
  };
  while (end - begin >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
    const __m128i letter_or_hyphen = _mm_or_si128(in_range(_mm_or_si128(block, case_bit), 'a', 'z'), _mm_cmpeq_epi8(block, hyphen));
    const __m128i common = _mm_or_si128(letter_or_hyphen, in_range(block, '0', '9'));
    const unsigned uncommon = ~static_cast<unsigned>(_mm_movemask_epi8(common)) & 0xFFFFU;
    if (uncommon == 0) {
      begin += 16;
      continue;
    }
    begin += std::countr_zero(uncommon);
    if (!is_token_char(*begin)) return begin;
    ++begin;
  }
  return find_bytewise(begin, end, [](char c) { return !is_token_char(c); });
}

const char* find_control(const char* begin, const char* end) {
  const __m128i space = _mm_set1_epi8(0x20);
  const __m128i tab = _mm_set1_epi8('\t');
  const __m128i del = _mm_set1_epi8(0x7F);
  for (; end - begin >= 16; begin += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
    const __m128i fine = _mm_or_si128(_mm_cmpeq_epi8(_mm_max_epu8(block, space), block), _mm_cmpeq_epi8(block, tab));
    const __m128i deleted = _mm_cmpeq_epi8(block, del);
    const unsigned mask = (~static_cast<unsigned>(_mm_movemask_epi8(fine)) & 0xFFFFU) | static_cast<unsigned>(_mm_movemask_epi8(deleted));
    if (mask != 0) return begin + std::countr_zero(mask);
  }
  return find_bytewise(begin, end, is_control);
}

const char* find_line_end(const char* begin, const char* end) {
  const __m128i carriage_return = _mm_set1_epi8('\r');
  const __m128i line_feed = _mm_set1_epi8('\n');
  for (; end - begin >= 16; begin += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(block, carriage_return), _mm_cmpeq_epi8(block, line_feed));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (mask != 0) return begin + std::countr_zero(mask);
  }
  return find_bytewise(begin, end, [](char c) { return c == '\r' || c == '\n'; });
}
#else
const char* find_non_token(const char* begin, const char* end) {
  return find_bytewise(begin, end, [](char c) { return !is_token_char(c); });
}

const char* find_control(const char* begin, const char* end) {
  while (end - begin >= 8) {
    const std::uint64_t word = load_eight(begin);
    if (has_byte_below(word, 0x20) || has_byte(word, 0x7F)) {
      const char* hit = find_bytewise(begin, begin + 8, is_control);
      if (hit != begin + 8) return hit;
    }
    begin += 8;
  }
  return find_bytewise(begin, end, is_control);
}

const char* find_line_end(const char* begin, const char* end) {
  for (; end - begin >= 8; begin += 8) {
    const std::uint64_t word = load_eight(begin);
    if (has_byte(word, '\r') || has_byte(word, '\n')) break;
  }
  return find_bytewise(begin, end, [](char c) { return c == '\r' || c == '\n'; });
}
#endif

// Short texts, as most are, in two overlapping words.
bool is_field_value(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (text.size() < 8 || text.size() > 16) return find_control(begin, end) == end;
  const auto suspect = [](std::uint64_t word) { return has_byte_below(word, 0x20) || has_byte(word, 0x7F); };
  return (!suspect(load_eight(begin)) && !suspect(load_eight(end - 8))) || find_control(begin, end) == end;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !is_bracketed_address(text.substr(1, close - 1))) return false;
    const std::string_view rest = text.substr(close + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const std::size_t colon = text.find(':');
  const std::string_view host = text.substr(0, colon);
  if (host.empty() || (colon != std::string_view::npos && !is_port(text.substr(colon + 1)))) return false;
  for (const char c : host) {
    if (!host_name_table[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

}  // namespace patchbay::codec
