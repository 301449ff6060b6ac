// What every fuzz target needs: a check that stops the fuzzer, and ways to cut the input that depend on the input alone.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

// Says which property was broken, and stops with a finding.
#define FUZZ_CHECK(condition)                                                               \
  do {                                                                                      \
    if (!(condition)) {                                                                     \
      std::fprintf(stderr, "%s:%d: property broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                         \
    }                                                                                       \
  } while (false)

namespace patchbay::fuzzing {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// A small generator seeded by the input: the same input is always cut in the same way.
class Cutter {
 public:
  explicit Cutter(std::string_view input, std::uint64_t salt = 0) : state_(0xCBF29CE484222325ULL ^ salt) {
    for (const char c : input) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    longest_ = 1 + next() % 40;
  }
  std::vector<std::string_view> cut(std::string_view input) {
    std::vector<std::string_view> pieces;
    while (!input.empty()) {
      const std::string_view piece = input.substr(0, 1 + next() % longest_);
      pieces.push_back(piece);
      input.remove_prefix(piece.size());
    }
    return pieces;
  }

 private:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ >> 11;
  }
  std::uint64_t state_;
  std::uint64_t longest_;
};

// Byte by byte (a long input's beginning and end only, to stay fast), and twice at random.
inline std::vector<std::vector<std::string_view>> cuts_of(std::string_view input) {
  std::vector<std::string_view> single;
  const std::size_t edge = 128;
  for (std::size_t i = 0; i < input.size();) {
    const bool inside = i >= edge && input.size() - i > edge;
    single.push_back(input.substr(i, inside ? input.size() - edge - i : 1));
    i += single.back().size();
  }
  return {single, Cutter(input, 1).cut(input), Cutter(input, 2).cut(input)};
}

}  // namespace patchbay::fuzzing
