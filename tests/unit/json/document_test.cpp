#include "json/document.hpp"

#include "unit/json/reference.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

namespace patchbay::json {
namespace {

using namespace std::string_literals;

std::string nested(std::size_t levels, std::string_view open, std::string_view close, std::string_view inside = "") {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += open;
  text += inside;
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text;
}

base::Error error_of(std::string_view text, Limits limits = {}) {
  Document document;
  const auto result = document.parse(text, limits);
  EXPECT_FALSE(result.has_value()) << text;
  EXPECT_FALSE(document.root().exists());
  return result ? base::Error() : result.error();
}

class Accepted : public testing::TestWithParam<std::string> {};

TEST_P(Accepted, ByUsAndByTheReference) {
  Document document;
  const auto result = document.parse(GetParam());
  EXPECT_TRUE(result.has_value()) << GetParam() << ": " << (result ? "" : result.error().message);
  std::string why;
  EXPECT_TRUE(test::agrees_with_reference(GetParam(), why)) << GetParam() << ": " << why;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Accepted,
                         testing::Values("null", "true", "false", "0", "-0", "1", "-1", "123", "0.5", "-0.5", "1e5", "1E5", "1e+5", "1e-5",
                                         "1.25e-3", "0e0", "0E+1", "10", "123456789012345678", "9223372036854775807",
                                         "-9223372036854775808", "18446744073709551615", "1.7976931348623157e308", "5e-324", "1e-400",
                                         "0.00000000000000000000000000000000000000000000000001", R"("")", R"("a")", R"(" ")",
                                         R"("\"\\\/\b\f\n\r\t")", R"("\u0041\u00e9\u20AC\ud83d\ude00")", R"("\u0000")", R"("\uFFFF\uFFFE")",
                                         R"("\uDBFF\uDFFF")", "\"\x7F\"", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"", "\"\xEF\xBB\xBF\"",
                                         "\"\xF4\x8F\xBF\xBF\"", "[]", "{}", "[ ]", "{ }", "[[]]", "[{}]", "[1,2]", "[1 , 2]", R"({"a":1})",
                                         R"({"":0})", R"({"a":{"b":{"c":[]}}})", R"([{"a":1,"a":2}])", " \t\r\n[ \t\r\n] \t\r\n",
                                         R"({"a" : 1 , "b" : 2})", "[null,true,false,0,\"\",[],{}]", R"({"\u0061b":1,"a":2})",
                                         R"({"a":1,"A":2})", "[\"\\\\\"]", "[\"\\\\\\\"\"]", R"(["\\n"])", "[1e1,-1e1]", "-1.5e-10"));

class Refused : public testing::TestWithParam<std::string> {};

TEST_P(Refused, ByUsAndByTheReference) {
  const base::Error error = error_of(GetParam());
  EXPECT_EQ(error.kind, base::ErrorKind::invalid_request);
  EXPECT_NE(error.message.find("line "), std::string::npos) << error.message;
  std::string why;
  EXPECT_TRUE(test::agrees_with_reference(GetParam(), why)) << GetParam() << ": " << why;
}

INSTANTIATE_TEST_SUITE_P(
    Corpus, Refused,
    testing::Values(""s, " "s, "\n"s, "nul"s, "nulL"s, "NULL"s, "True"s, "tru"s, "truex"s, "falsey"s, "undefined"s, "NaN"s, "Infinity"s,
                    "-Infinity"s, "-"s, "+1"s, "01"s, "-01"s, "00"s, "1."s, ".5"s, "-.5"s, "1.e5"s, "1e"s, "1e+"s, "1e-"s, "1e5.5"s,
                    "0x10"s, "1a"s, "1 2"s, "1,2"s, "1_000"s, "--1"s, "1-"s, "\xD9\xA1"s, "\""s, "\"a"s, "\"\\"s, "\"\\\""s, "\"\\x\""s,
                    "\"\\u\""s, "\"\\u12\""s, "\"\\u123\""s, "\"\\u12G4\""s, "\"\\U0041\""s, "\"\\u 041\""s, "\"\\u+041\""s, "\"\\ud800\""s,
                    "\"\\udc00\""s, "\"\\ud800\\u0041\""s, "\"\\ud800x\""s, "\"\\ud800\\\""s, "\"\\ud800\\ud800\""s, "\"\\udc00\\ud800\""s,
                    "\"\\ud83d\\ude0\""s, "\"\\a\""s, "\"\\'\""s, "\"\\\n\""s, "\"\\ \""s, "\"a\nb\""s, "\"a\tb\""s, "\"\0\""s, "\"\x1F\""s,
                    "'a'"s, "a"s, "["s, "]"s, "[1"s, "[1,"s, "[1,]"s, "[,1]"s, "[1,,2]"s, "[1 2]"s, "[1}"s, "[}"s, "{"s, "}"s, "{]"s,
                    "{\"a\""s, "{\"a\":"s, "{\"a\":1"s, "{\"a\":1,"s, "{\"a\":1,}"s, "{,}"s, "{\"a\"}"s, "{\"a\" 1}"s, "{\"a\"::1}"s,
                    "{\"a\",1}"s, "{\"a\":}"s, "{\"a\":1 \"b\":2}"s, "{\"a\":1,,\"b\":2}"s, "{a:1}"s, "{'a':1}"s, "{1:1}"s, "{null:1}"s,
                    "{[]:1}"s, "{\"a\":1]"s, "[1] x"s, "{} {}"s, "{}}"s, "[]]"s, "[]\0"s, "{\"a\":1}//"s, "/**/1"s, "[1]#"s, "\x0C[]"s,
                    "\x0B[]"s, "[\xC2\xA0]"s, "[1\f]"s, "\xEF\xBB\xBF[]"s, "\xEF\xBB\xBF"s, "\xFE\xFF"s, "\"\x80\""s, "\"\xC3\""s,
                    "\"\xC3(\""s, "\"\xC0\x80\""s, "\"\xE0\x80\x80\""s, "\"\xED\xA0\x80\""s, "\"\xF4\x90\x80\x80\""s,
                    "\"\xF8\x88\x80\x80\x80\""s, "\"\xFF\""s, "\xC3\xA9"s, "[\"\xE2\x82\"]"s, "{\"\xFF\":1}"s, "<html>"s, "{\"a\":tru}"s,
                    "[nul]"s, "[-]"s, "{\"a\":01}"s));

// The deliberate differences from the reference.
TEST(Document, TakesNumbersThatFitNowhere) {
  for (const std::string_view text :
       {"1e400", "-1e400", "18446744073709551616", "123456789012345678901234567890", "-9223372036854775809"}) {
    Document document;
    EXPECT_TRUE(document.parse(text)) << text;
    EXPECT_EQ(document.root().raw(), text);
  }
}

TEST(Document, RefusesDuplicateKeysAtTheTop) {
  const base::Error error = error_of(R"({"model":"a", "x":1, "model":"b"})");
  EXPECT_EQ(error.param, "model");
  EXPECT_EQ(error.message, "JSON, line 1, column 22 (byte 21): duplicate key model");
  EXPECT_EQ(error_of(R"({"model":1,"m\u006fdel":2})").message, R"(JSON, line 1, column 12 (byte 11): duplicate key m\u006fdel)");
  EXPECT_EQ(error_of(R"({"\u006dodel":1,"model":2})").param, "model");
  EXPECT_EQ(error_of(R"({"":1,"":2})").kind, base::ErrorKind::invalid_request);
}

TEST(Document, RefusesDuplicateKeysDeeperWhenAsked) {
  const std::string_view text = R"({"a":[{"b":1},{"c":1,"d":{"e":1,"f":2,"e":3}}]})";
  EXPECT_TRUE(Document().parse(text));
  const base::Error error = error_of(text, Limits{.duplicate_keys = DuplicateKeys::refuse_all_levels});
  EXPECT_EQ(error.param, "a[1].d.e");
}

TEST(Document, FindsADuplicateAmongManyKeys) {
  for (const std::size_t count : {2U, 10U, 47U, 48U, 49U, 50U, 5000U}) {
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i) text += "\"key" + std::to_string(i) + "\":0,";
    Document document;
    const std::string distinct = text + "\"key\":1}";
    EXPECT_TRUE(document.parse(distinct)) << count;
    EXPECT_EQ(document.root().size(), count + 1);
    for (const std::size_t twin : {std::size_t{0}, count / 2, count - 1}) {
      EXPECT_EQ(error_of(text + "\"key" + std::to_string(twin) + "\":1}").param, "key" + std::to_string(twin));
      EXPECT_FALSE(document.parse(text + "\"\\u006bey" + std::to_string(twin) + "\":1}"));
    }
  }
}

TEST(Document, ManyKeysAreNotQuadratic) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text += "\"end\":0}";
  const std::clock_t start = std::clock();  // processor time: a busy machine does not count
  EXPECT_TRUE(Document().parse(text));
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 20);  // 20 thousand million comparisons would take longer
}

TEST(Document, DepthHasALimitAndCostsNoStack) {
  Document document;
  const std::string deepest = nested(128, "[", "]");
  EXPECT_TRUE(document.parse(deepest));
  const base::Error error = error_of(nested(129, "[", "]"));
  EXPECT_EQ(error.message, "JSON, line 1, column 129 (byte 128): more than 128 levels of nesting");
  EXPECT_TRUE(error.param.starts_with("[0][0]"));
  EXPECT_FALSE(document.parse(nested(10'000, "[", "]")));
  EXPECT_FALSE(document.parse(nested(10'000, "{\"a\":", "}", "1")));
  EXPECT_FALSE(document.parse(std::string(10'000, '[')));
  const std::string million = nested(1'000'000, "[", "]");
  EXPECT_TRUE(document.parse(million, Limits{.depth = 1'000'000}));
  EXPECT_FALSE(document.parse("[[]]", Limits{.depth = 1}));
  EXPECT_TRUE(document.parse("[]", Limits{.depth = 1}));
  EXPECT_FALSE(document.parse("[]", Limits{.depth = 0}));
  EXPECT_TRUE(document.parse("1", Limits{.depth = 0}));
}

TEST(Document, TokensHaveALimit) {
  Document document;
  EXPECT_TRUE(document.parse("[1,2,3]", Limits{.tokens = 4}));
  const base::Error error = error_of("[1,2,3]", Limits{.tokens = 3});
  EXPECT_EQ(error.message, "JSON, line 1, column 7 (byte 6): more than 3 keys and values");
  std::string zeros = "[0";
  for (int i = 0; i < 8'000'000; ++i) zeros += ",0";
  EXPECT_FALSE(document.parse(zeros + "]"));
  EXPECT_LE(document.memory(), 256U << 20);
}

TEST(Document, SixtyFiveMegabytes) {
  const std::string image(65U << 20, 'A');
  const std::string text = R"({"image":")" + image + R"(","n":1})";
  Document document;
  ASSERT_TRUE(document.parse(text));
  EXPECT_EQ(document.root().find("image").raw_string().size(), image.size());
  EXPECT_EQ(document.root().find("n").as_int64(), 1);
  std::string broken = text;
  broken[50U << 20] = '\n';
  EXPECT_EQ(error_of(broken).param, "image");
  broken[50U << 20] = '\x80';
  EXPECT_EQ(error_of(broken).message, "JSON, line 1, column 52428801 (byte 52428800): invalid UTF-8");
}

TEST(Document, FourGigabytesAreTooMuch) {
  const char nothing = ' ';
  Document document;  // refused by the length alone, before a byte is read
  const auto result = document.parse(std::string_view(&nothing, std::size_t{1} << 32));
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("4 GB"), std::string::npos);
}

struct Placed {
  std::string_view text;
  std::string_view message;
  std::string_view param;
};

TEST(Document, ErrorsNameLineColumnAndPath) {
  const Placed cases[] = {
      {"", "JSON, line 1, column 1 (byte 0): expected a value, found the end of the text", ""},
      {"{\n  \"a\": 1,\n  \"b\": x\n}", "JSON, line 3, column 8 (byte 19): expected a value, found 'x'", "b"},
      {R"({"messages":[{"role":"user","content":"a)",
       "JSON, line 1, column 41 (byte 40): expected the end of a string, found the end of the text", "messages[0].content"},
      {R"({"messages":[{"role":"user"},{"role":user}]})", "JSON, line 1, column 38 (byte 37): expected a value, found 'u'",
       "messages[1].role"},
      {R"({"a":[1,2,{"b":3}],"c" 1})", "JSON, line 1, column 24 (byte 23): expected ':' after a key, found '1'", "c"},
      {R"({"a":[1,2,{"b":3} 4]})", "JSON, line 1, column 19 (byte 18): expected ',' or ']', found '4'", "a"},
      {R"({"a":1 "b":2})", "JSON, line 1, column 8 (byte 7): expected ',' or '}', found '\"'", ""},
      {R"({"a":1,})", "JSON, line 1, column 8 (byte 7): expected a key, found '}'", ""},
      {R"({"a":-})", "JSON, line 1, column 7 (byte 6): expected a digit, found '}'", "a"},
      {R"({"a":1}})", "JSON, line 1, column 8 (byte 7): expected the end of the text, found '}'", ""},
      {R"({"a":"\ud800"})", "JSON, line 1, column 7 (byte 6): half of a surrogate pair", "a"},
      {"{\"a\":{\"b\":[true,\"x\xFF\"]}}", "JSON, line 1, column 19 (byte 18): invalid UTF-8", "a.b[1]"},
      {"{\"a\x01\":1}", "JSON, line 1, column 4 (byte 3): a control character in a string must be escaped", ""},
      {"\xEF\xBB\xBF{}", "JSON, line 1, column 1 (byte 0): a byte order mark is not allowed", ""},
  };
  for (const Placed& placed : cases) {
    const base::Error error = error_of(placed.text);
    EXPECT_EQ(error.message, placed.message);
    EXPECT_EQ(error.param, placed.param) << placed.message;
    EXPECT_EQ(error.origin, base::Origin::client);
  }
}

TEST(Document, ErrorsStayShortAndPrintable) {
  const base::Error long_key = error_of("{\"" + std::string(100'000, 'k') + "\":x}");
  EXPECT_LT(long_key.param.size(), 100U);
  const std::string bad_key = "{\"" + std::string(60, '\x80') + "\":";
  EXPECT_LE(error_of(bad_key + bad_key + bad_key + "x}}}").param.size(), 260U);
  const base::Error hostile = error_of("{\"a\xFF\\n\":x}");
  EXPECT_EQ(hostile.param, "a\xEF\xBF\xBD\\n");
}

// No padding is needed and nothing behind the text is looked at: every prefix is read from a block of exactly its size.
TEST(Document, EveryPrefixIsRefusedWithoutReadingBehindIt) {
  const std::string text =
      R"({"messages":[{"role":"user","content":"caf\u00e9 \ud83d\ude00 and a longer run of plain text, more than one vector"}],"n":-1.5e3,"s":true,"z":null})";
  Document document;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(document.parse(std::string_view(exact.data(), exact.size()))) << size;
  }
  EXPECT_TRUE(document.parse(text));
}

TEST(Document, IsReusableAndMovable) {
  Document document;
  const std::string first = R"({"a":[1,2,3]})";
  ASSERT_TRUE(document.parse(first));
  const Value a = document.root().find("a");
  Document moved = std::move(document);
  EXPECT_EQ(a.raw(), "[1,2,3]");
  EXPECT_EQ(moved.root().find("a").raw(), "[1,2,3]");
  EXPECT_FALSE(document.root().exists());
  const std::size_t held = moved.memory();
  EXPECT_FALSE(moved.parse("["));
  EXPECT_FALSE(moved.root().exists());
  EXPECT_TRUE(moved.parse("7"));
  EXPECT_EQ(moved.root().as_int64(), 7);
  EXPECT_EQ(moved.memory(), held);
  moved.shrink();
  EXPECT_EQ(moved.memory(), 0U);
  EXPECT_FALSE(moved.root().exists());
  EXPECT_TRUE(moved.parse(first));
}

TEST(Document, OffsetsAreThoseOfTheSource) {
  const std::string text = "  { \"a\" : [ 1 , \"x\\n\" ] ,\n \"b\":{}}  ";
  Document document;
  ASSERT_TRUE(document.parse(text));
  EXPECT_EQ(document.root().raw(), text.substr(2, text.size() - 4));
  const Value a = document.root().find("a");
  EXPECT_EQ(a.raw(), "[ 1 , \"x\\n\" ]");
  EXPECT_EQ(text.substr(a.begin_offset(), a.end_offset() - a.begin_offset()), a.raw());
  EXPECT_EQ(document.root().find("b").raw(), "{}");
}

}  // namespace
}  // namespace patchbay::json
