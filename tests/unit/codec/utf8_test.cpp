#include "codec/utf8.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

// Independent of the code under test: encodes a code point by the definition.
std::string encode(std::uint32_t code) {
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
  if (code < 0x10000)
    return {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
  return {static_cast<char>(0xF0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)), static_cast<char>(0x80 | (code >> 6 & 63)),
          static_cast<char>(0x80 | (code & 63))};
}

TEST(Utf8, EveryCodePoint) {
  for (std::uint32_t code = 0; code < 0x110800; ++code) {
    const bool valid = code < 0xD800 || (code > 0xDFFF && code < 0x110000);
    const std::string text = encode(code);
    ASSERT_EQ(utf8_is_valid(text), valid) << code;
    if (!valid) continue;
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      ASSERT_EQ(utf8_complete_prefix(text.substr(0, cut)), 0U) << code;
      ASSERT_FALSE(utf8_is_valid(text.substr(0, cut)));
    }
    ASSERT_EQ(utf8_complete_prefix(text), text.size());
  }
}

TEST(Utf8, InvalidForms) {
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82", "\xC2\xC2\x80", "a\xE2\x28\xA1"}) {
    EXPECT_FALSE(utf8_is_valid(bad)) << bad;
  }
  EXPECT_EQ(utf8_valid_prefix("long enough for words \xC3\xA4 \xFF x"), 25U);
}

TEST(Utf8, CompletePrefixHoldsBackOnlyWhatMayBeCompleted) {
  EXPECT_EQ(utf8_complete_prefix(""), 0U);
  EXPECT_EQ(utf8_complete_prefix("abc"), 3U);
  EXPECT_EQ(utf8_complete_prefix("abc\xE2\x82"), 3U);
  EXPECT_EQ(utf8_complete_prefix("abc\xE2\x82\xAC"), 6U);
  EXPECT_EQ(utf8_complete_prefix("\xF0\x9F\x98"), 0U);
  EXPECT_EQ(utf8_complete_prefix("\x80\x80\x80\x80"), 4U) << "no lead byte: nothing to wait for";
  EXPECT_EQ(utf8_complete_prefix("a\xFF"), 2U);
  EXPECT_EQ(utf8_complete_prefix("a\xC3\xA4\x80"), 4U);
  EXPECT_EQ(utf8_complete_prefix("a\xED\xA0"), 3U) << "a surrogate cannot be completed";
}

TEST(Utf8, Sanitise) {
  EXPECT_EQ(utf8_sanitise("abc \xC3\xA4"), "abc \xC3\xA4");
  EXPECT_EQ(utf8_sanitise("a\xFFz"), "a\xEF\xBF\xBDz");
  // The example of the Unicode standard, table 3-8: maximal invalid parts.
  EXPECT_EQ(utf8_sanitise("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\x41");
  EXPECT_EQ(utf8_sanitise("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(utf8_sanitise("\xE2\x82"), "\xEF\xBF\xBD");
  EXPECT_EQ(utf8_sanitise(""), "");
}

TEST(Utf8, Truncate) {
  EXPECT_EQ(utf8_truncate("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
  EXPECT_EQ(utf8_truncate("a\xE2\x82\xAC", 3), "a");
  EXPECT_EQ(utf8_truncate("a\xE2\x82\xAC", 1), "a");
  EXPECT_EQ(utf8_truncate("abc", 0), "");
}

}  // namespace
}  // namespace patchbay::codec
