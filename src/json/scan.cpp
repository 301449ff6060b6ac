#include "json/scan.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace patchbay::json {

#if defined(__x86_64__)
namespace {

__attribute__((target("avx2"))) inline __m256i special_avx2(__m256i bytes) {
  const __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
  const __m256i backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
  const __m256i controls = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
  return _mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls);
}

__attribute__((target("avx2"))) const char* find_special_avx2(const char* from, const char* end, std::uint64_t& high) {
  for (; end - from >= 64; from += 64) {
    const __m256i low_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i high_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + 32));
    high |= static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(low_half, high_half)));
    const __m256i low_special = special_avx2(low_half);
    const __m256i high_special = special_avx2(high_half);
    if (_mm256_testz_si256(_mm256_or_si256(low_special, high_special), _mm256_set1_epi8(-1))) continue;
    const std::uint64_t mask = static_cast<std::uint32_t>(_mm256_movemask_epi8(low_special)) |
                               static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high_special))) << 32;
    return from + std::countr_zero(mask);
  }
  return find_special_by<Block>(from, end, high);
}

}  // namespace

const char* find_special_long(const char* from, const char* end, std::uint64_t& high) {
  if (__builtin_cpu_supports("avx2")) return find_special_avx2(from, end, high);
  return find_special_by<Block>(from, end, high);
}
#else
const char* find_special_long(const char* from, const char* end, std::uint64_t& high) { return find_special_by<Block>(from, end, high); }
#endif

}  // namespace patchbay::json
