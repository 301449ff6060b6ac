#include "admin/utf16.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

TEST(Utf16, CountsWhatJavaScriptCounts) {
  EXPECT_EQ(utf16_length(""), 0U);
  EXPECT_EQ(utf16_length("abc"), 3U);
  EXPECT_EQ(utf16_length("\xC3\xA9"), 1U);                                       // é
  EXPECT_EQ(utf16_length("\xE2\x82\xAC"), 1U);                                   // €
  EXPECT_EQ(utf16_length("\xEF\xBF\xBD"), 1U);                                   // U+FFFD
  EXPECT_EQ(utf16_length("\xF0\x9F\x98\x80"), 2U);                               // one emoji: a surrogate pair
  EXPECT_EQ(utf16_length("a\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"), 6U);  // a, woman, joiner, laptop
  EXPECT_EQ(utf16_length("\xF4\x8F\xBF\xBF"), 2U);                               // the last code point
}

}  // namespace
}  // namespace patchbay::admin
