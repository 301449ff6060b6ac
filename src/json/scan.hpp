// Internal. Finds the bytes inside a string that mean something: the quote, the backslash, control characters; and notes whether any
// byte seen had its high bit set. Vector code by the machine: SSE2 everywhere on x86-64, AVX2 for long runs where the processor
// has it, 8 bytes at a time in plain arithmetic elsewhere. Never reads outside [from, end).
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace patchbay::json {

inline bool is_special(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Eight bytes in one integer (little endian). The lowest flag of a mask is exact, higher ones may be false: only the first counts.
struct WordBlock {
  static constexpr int width = 8;
  static constexpr std::uint64_t ones = 0x0101010101010101;
  static constexpr std::uint64_t highs = 0x8080808080808080;

  explicit WordBlock(const char* from) { std::memcpy(&word, from, sizeof word); }
  static std::uint64_t zero_bytes(std::uint64_t value) { return (value - ones) & ~value & highs; }
  std::uint64_t special() const {
    return zero_bytes(word ^ (ones * '"')) | zero_bytes(word ^ (ones * '\\')) | ((word - ones * 0x20) & ~word & highs);
  }
  std::uint64_t backslashes() const { return zero_bytes(word ^ (ones * '\\')); }
  std::uint64_t high() const { return word & highs; }
  void store(char* to) const { std::memcpy(to, &word, sizeof word); }
  static int first(std::uint64_t mask) { return std::countr_zero(mask) / 8; }

  std::uint64_t word;
};

#if defined(__SSE2__)
struct Sse2Block {
  static constexpr int width = 16;

  explicit Sse2Block(const char* from) : bytes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))) {}
  std::uint32_t special() const {
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls)));
  }
  std::uint32_t backslashes() const { return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')))); }
  std::uint32_t high() const { return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes)); }
  void store(char* to) const { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes); }
  static int first(std::uint32_t mask) { return std::countr_zero(mask); }

  __m128i bytes;
};
using Block = Sse2Block;
#else
static_assert(std::endian::native == std::endian::little);
using Block = WordBlock;
#endif

// The first special byte at or behind `from`, or `end`. Sets bits in `high` if a byte on the way (or a little behind) was >= 0x80.
template <class B>
const char* find_special_by(const char* from, const char* end, std::uint64_t& high) {
  for (; end - from >= B::width; from += B::width) {
    const B block(from);
    high |= block.high();
    if (const auto mask = block.special()) return from + B::first(mask);
  }
  for (; from != end && !is_special(*from); ++from) high |= static_cast<unsigned char>(*from) & 0x80U;
  return from;
}

// The same for long runs, by the widest instructions of this processor.
const char* find_special_long(const char* from, const char* end, std::uint64_t& high);

// The same: short strings inline, long ones by find_special_long.
inline const char* find_special(const char* from, const char* end, std::uint64_t& high) {
  constexpr int blocks_inline = 4;
  if (end - from < blocks_inline * Block::width) return find_special_by<Block>(from, end, high);
  for (int i = 0; i < blocks_inline; ++i, from += Block::width) {
    const Block block(from);
    high |= block.high();
    if (const auto mask = block.special()) return from + Block::first(mask);
  }
  return find_special_long(from, end, high);
}

}  // namespace patchbay::json
