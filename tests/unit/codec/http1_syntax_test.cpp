#include "codec/http1_syntax.hpp"

#include <gtest/gtest.h>

#include <string>

namespace patchbay::codec {
namespace {

bool is_control_byte(int c) { return (c < 0x20 && c != '\t') || c == 0x7F; }

TEST(Http1Syntax, FindControlFindsEveryByteAtEveryPlace) {
  for (int c = 0; c < 256; ++c) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(40, 'x');
      text[at] = static_cast<char>(c);
      const char* end = text.data() + text.size();
      const char* found = find_control(text.data(), end);
      ASSERT_EQ(found, is_control_byte(c) ? text.data() + at : end) << c << " at " << at;
      ASSERT_EQ(find_non_token(text.data(), end), is_token(text.substr(at, 1)) ? end : text.data() + at) << c << " at " << at;
      const bool ends_line = c == '\r' || c == '\n';
      ASSERT_EQ(find_line_end(text.data(), end), ends_line ? text.data() + at : end) << c << " at " << at;
    }
  }
}

TEST(Http1Syntax, ClassesOfAllBytes) {
  const std::string token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int c = 0; c < 256; ++c) {
    const std::string one(1, static_cast<char>(c));
    EXPECT_EQ(is_token(one), token.find(static_cast<char>(c)) != std::string::npos) << c;
    EXPECT_EQ(is_field_value(one), !is_control_byte(c)) << c;
    EXPECT_EQ(is_target(one), c > 0x20 && c < 0x7F && c != '#') << c;
  }
  EXPECT_FALSE(is_token(""));
  EXPECT_FALSE(is_target(""));
  EXPECT_TRUE(is_field_value(""));
}

TEST(Http1Syntax, Hosts) {
  for (const char* good : {"localhost", "127.0.0.1:7878", "[::1]", "[::1]:80", "[::ffff:1.2.3.4]", "a.example:", "x_y.example", "a%20b"}) {
    EXPECT_TRUE(is_host(good)) << good;
  }
  for (const char* bad : {"",        ":80", "a b",  "a/b", "user@a", "a:b",    "a:123456", "[::1", "[]",   "[::1]x",
                          "[::1]:x", "a,b", "a\\b", "a?b", "a#b",    "[g::1]", "a:80:80",  "::1",  "a\tb", "\xC3\xA4.example"}) {
    EXPECT_FALSE(is_host(bad)) << bad;
  }
}

TEST(Http1Syntax, ListElements) {
  std::string seen;
  EXPECT_FALSE(any_list_element(" a ,, b,\tc\t,", [&](std::string_view element) {
    seen.append(element).append("|");
    return false;
  }));
  EXPECT_EQ(seen, "a|b|c|");
  EXPECT_TRUE(any_list_element("x, y", [](std::string_view element) { return element == "y"; }));
}

}  // namespace
}  // namespace patchbay::codec
