#include "json/scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace patchbay::json {
namespace {

using Scan = const char* (*)(const char*, const char*, std::uint64_t&);

const char* plainly(const char* from, const char* end) {
  while (from != end && !is_special(*from)) ++from;
  return from;
}

// All implementations against the obvious one, on blocks of exactly the text's size (the sanitizers see any byte read too much).
void check(const std::vector<char>& text) {
  const Scan scans[] = {find_special, find_special_long, find_special_by<Block>, find_special_by<WordBlock>};
  const char* const expected = plainly(text.data(), text.data() + text.size());
  const bool high_before = std::any_of(text.data(), expected, [](char c) { return (c & 0x80) != 0; });
  for (const Scan scan : scans) {
    std::uint64_t high = 0;
    ASSERT_EQ(scan(text.data(), text.data() + text.size(), high) - text.data(), expected - text.data());
    if (high_before) {
      ASSERT_NE(high, 0U);
    }
  }
}

TEST(Scan, EveryByteAtEveryPosition) {
  for (std::size_t length = 0; length <= 200; length += length < 70 ? 1 : 13)
    for (std::size_t at = 0; at < length; ++at)
      for (const int byte : {0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5C, 0x5B, 0x7F, 0x80, 0x9F, 0xA2, 0xDC, 0xFF}) {
        std::vector<char> text(length, 'a');
        text[at] = static_cast<char>(byte);
        check(text);
      }
}

TEST(Scan, RandomBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::vector<char> text(random() % 300);
    const unsigned range = round % 2 ? 256 : 96;
    for (char& c : text) c = static_cast<char>(range == 256 ? random() : 0x20 + random() % 0x5F);
    check(text);
  }
}

TEST(Scan, AsciiAloneSetsNoHighBit) {
  const std::string text(500, 'a');
  std::uint64_t high = 0;
  find_special(text.data(), text.data() + text.size(), high);
  EXPECT_EQ(high, 0U);
}

}  // namespace
}  // namespace patchbay::json
