#include "admin/conversation.hpp"

#include "codec/utf8.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

TEST(Title, IsTheFirstLine) {
  EXPECT_EQ(title_of("Hello"), "Hello");
  EXPECT_EQ(title_of("  Hello \t\r\nand more"), "Hello");
  EXPECT_EQ(title_of("\n\n  First\nSecond"), "First");
  EXPECT_EQ(title_of(" \n "), "");
}

TEST(Title, IsCutBetweenWordsAndNeverInsideACharacter) {
  EXPECT_EQ(title_of("Why is the sky blue in the daytime and red in the evening and black at night?"),
            "Why is the sky blue in the daytime and red in the evening…");
  std::string emojis;
  for (int i = 0; i < 40; ++i) emojis += "\xF0\x9F\x98\x80";
  const std::string title = title_of(emojis);
  EXPECT_TRUE(codec::utf8_is_valid(title));
  EXPECT_LT(title.size(), 70U);
}

}  // namespace
}  // namespace patchbay::admin
