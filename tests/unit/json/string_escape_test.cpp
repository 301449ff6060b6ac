#include "json/string_escape.hpp"

#include "unit/json/random_json.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

namespace patchbay::json {
namespace {

std::string unescaped(std::string_view raw) {
  std::string out;
  EXPECT_TRUE(append_unescaped(out, raw)) << raw;
  return out;
}

TEST(StringEscape, EveryByteBelow128ComesBack) {
  for (int byte = 0; byte < 128; ++byte) {
    const std::string text = std::string("x") + static_cast<char>(byte) + "y";
    const std::string raw = escaped(text);
    EXPECT_EQ(unescaped(raw), text) << byte;
    EXPECT_EQ(find_escape(raw) == raw.size(), byte >= 0x20 && byte != '"' && byte != '\\') << byte;
  }
  EXPECT_EQ(escaped("\"\\/\b\f\n\r\t\x01\x1F\x7F"), R"(\"\\/\b\f\n\r\t\u0001\u001f)"
                                                    "\x7F");
}

TEST(StringEscape, LongAndDenseTexts) {
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 400, 'a');
    for (char& c : text)
      if (random() % (1 + static_cast<unsigned>(round) % 40) == 0) c = static_cast<char>(random() % 128);
    const std::string raw = escaped(text);
    ASSERT_EQ(unescaped(raw), text);
    ASSERT_TRUE(escaped_equals(raw, text));
    ASSERT_FALSE(escaped_equals(raw, text + "x"));
    if (!text.empty()) {
      ASSERT_FALSE(escaped_equals(raw, std::string_view(text).substr(1)));
    }
  }
}

TEST(StringEscape, AppendsBehindWhatIsThere) {
  std::string out = "before:";
  append_escaped(out, "a\nb");
  EXPECT_EQ(out, "before:a\\nb");
  EXPECT_TRUE(append_unescaped(out, "\\t"));
  EXPECT_EQ(out, "before:a\\nb\t");
}

TEST(StringUnescape, MalformedLeavesTheOutputAlone) {
  for (const std::string_view raw : {"\\", "ab\\", "\\x", "\\u", "\\u12", "\\u12g4", "\\ud800", "\\ud800\\u0041", "\\udc00",
                                     "\\ud800\\ud800", "ok\\n\\q", "\\ud83d\\ude0"}) {
    std::string out = "kept";
    EXPECT_FALSE(append_unescaped(out, raw)) << raw;
    EXPECT_EQ(out, "kept");
    EXPECT_FALSE(escaped_equals(raw, raw));
  }
}

TEST(StringUnescape, AllOfTheBasicPlaneAndPairs) {
  for (unsigned unit = 0; unit <= 0xFFFF; ++unit) {
    char raw[8];
    std::snprintf(raw, sizeof raw, unit % 2 ? "\\u%04x" : "\\u%04X", unit);
    std::string out;
    ASSERT_EQ(append_unescaped(out, raw), unit < 0xD800 || unit > 0xDFFF) << raw;
    ASSERT_TRUE(simdjson::validate_utf8(out));
  }
  EXPECT_EQ(unescaped("\\ud800\\udc00"), "\xF0\x90\x80\x80");
  EXPECT_EQ(unescaped("\\udbff\\udfff"), "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(unescaped("\\u07ff\\u0800"), "\xDF\xBF\xE0\xA0\x80");
}

TEST(StringEscape, LossyReplacesOnlyWhatIsBroken) {
  std::string out;
  append_escaped_lossy(out, "a\xFF\xC3\xA9\xE2\x82\"\xED\xA0\x80z");
  EXPECT_EQ(out, "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\\\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_TRUE(simdjson::validate_utf8(out));
}

TEST(EscapedPrefix, CutsNothingInTwo) {
  const std::string raw = R"(ab\n\u00e9\ud83d\ude00)"
                          "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (std::size_t limit = 0; limit <= raw.size() + 3; ++limit) {
    const std::size_t length = escaped_prefix(raw, limit);
    ASSERT_LE(length, limit);
    std::string out;
    ASSERT_TRUE(append_unescaped(out, raw.substr(0, length))) << limit;
    ASSERT_TRUE(simdjson::validate_utf8(out)) << limit;
    ASSERT_GE(length + 12, std::min(limit, raw.size()));  // and no shorter than it must be
  }
  EXPECT_EQ(escaped_prefix(raw, raw.size()), raw.size());
  EXPECT_EQ(escaped_prefix("\xFF\xFF\xFF", 2), 2U);
}

// Any slicing of a text gives, piece by piece valid, the same as escaping it whole.
TEST(DeltaEscaper, SlicingDoesNotShow) {
  std::mt19937 random(5);
  const std::string text = "caf\xC3\xA9 \xE2\x82\xAC \"q\" \n \xF0\x9F\x98\x80\xF0\x9F\x98\x80 end";
  for (int round = 0; round < 3000; ++round) {
    DeltaEscaper escaper;
    std::string whole;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = random() % 5;
      std::string piece;
      escaper.feed(std::string_view(text).substr(at, size), piece);
      ASSERT_TRUE(simdjson::validate_utf8(piece));
      whole += piece;
      at += size;
    }
    ASSERT_FALSE(escaper.pending());
    escaper.finish(whole);
    ASSERT_EQ(whole, escaped(text));
  }
}

// Also when the text is broken: the same replacement characters as in one go.
TEST(DeltaEscaper, BrokenTextsToo) {
  std::mt19937 random(6);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 12, 'a');
    for (char& c : text) c = "ab\"\x80\xBF\xC3\xE2\x82\xED\xA0\xF0\x9F\xF4\xFF"[random() % 14];
    std::string expected;
    append_escaped_lossy(expected, text);
    DeltaEscaper escaper;
    std::string whole;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + random() % 3;
      escaper.feed(std::string_view(text).substr(at, size), whole);
      ASSERT_TRUE(simdjson::validate_utf8(whole));
      at += size;
    }
    escaper.finish(whole);
    ASSERT_EQ(whole, expected);
  }
}

}  // namespace
}  // namespace patchbay::json
