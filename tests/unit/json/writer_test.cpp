#include "json/writer.hpp"

#include "json/document.hpp"
#include "unit/json/random_json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace patchbay::json {
namespace {

TEST(Writer, PutsCommasAndColons) {
  std::string out = "data: ";
  Writer writer(out);
  writer.begin_object().field("id", "a\"b").field("n", 1).field("x", 0.5).field("yes", true).field_null("none");
  writer.key("list")
      .begin_array()
      .number(1)
      .string("two")
      .null()
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .boolean(false)
      .end_array();
  writer.field_raw("raw", "{\"z\":[1, 2]}").field_escaped("escaped", "a\\nb").key_text("odd\n").raw("3").key_escaped("e\\n").number(4U);
  EXPECT_EQ(writer.depth(), 1U);
  EXPECT_FALSE(writer.complete());
  writer.end_object();
  EXPECT_TRUE(writer.complete());
  EXPECT_EQ(out, R"(data: {"id":"a\"b","n":1,"x":0.5,"yes":true,"none":null,"list":[1,"two",null,{},[],false],)"
                 R"("raw":{"z":[1, 2]},"escaped":"a\nb","odd\n":3,"e\n":4})");
}

TEST(Writer, FieldsTakeWhatTheyAreGiven) {
  std::string out;
  Writer writer(out);
  const std::string text = "s";
  writer.begin_object()
      .field("a", text)
      .field("b", std::string_view("v"))
      .field("c", std::optional<int>())
      .field("d", std::optional<std::string>("o"));
  writer.field("e", std::uint8_t{7})
      .field("f", std::size_t{8})
      .field("g", 1.5F)
      .field("h", std::optional<bool>(false))
      .field("i", -3L)
      .end_object();
  EXPECT_EQ(out, R"({"a":"s","b":"v","d":"o","e":7,"f":8,"g":1.5,"h":false,"i":-3})");
}

TEST(Writer, StringsInParts) {
  std::string out;
  Writer writer(out);
  writer.begin_array().open_string().string_part("a\n").escaped_part("\\t").string_part("").close_string().string("b").end_array();
  EXPECT_EQ(out, R"(["a\n\t","b"])");
}

TEST(Writer, NumbersReadBackTheSame) {
  std::mt19937_64 random(9);
  std::vector<double> values = {
      0.0,     -0.0,  0.1,     1e21, 1e-7, 123456789.0, 5e-324, std::numeric_limits<double>::max(), std::numeric_limits<double>::min(),
      1.0 / 3, 1e300, -2.5e-10};
  for (int i = 0; i < 5000; ++i) values.push_back(std::bit_cast<double>(random()));
  Document document;
  for (const double value : values) {
    std::string out;
    Writer(out).number(value);
    ASSERT_TRUE(document.parse(out)) << out;
    if (std::isfinite(value)) {
      ASSERT_EQ(document.root().as_double(), value) << out;
    } else {
      ASSERT_EQ(out, "null");
    }
  }
  for (const std::int64_t value : {std::int64_t{0}, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    std::string out;
    Writer(out).number(value);
    ASSERT_TRUE(document.parse(out));
    EXPECT_EQ(document.root().as_int64(), value);
  }
  std::string out;
  Writer(out).number(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(out, "18446744073709551615");
}

void copy(Value value, Writer& writer, std::string& scratch) {
  if (value.is_object()) {
    writer.begin_object();
    for (const Member member : value.members()) {
      writer.key_text(member.key(scratch));
      copy(member.value, writer, scratch);
    }
    writer.end_object();
  } else if (value.is_array()) {
    writer.begin_array();
    for (const Value item : value.items()) copy(item, writer, scratch);
    writer.end_array();
  } else if (value.is_string()) {
    writer.string(value.text(scratch));
  } else {
    writer.raw(value.raw());
  }
}

// Read, write, read, write: valid, and the two written texts are equal.
TEST(Writer, RandomRoundTrips) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const std::string text = test::RandomJson(seed).value();
    Document document;
    ASSERT_TRUE(document.parse(text)) << text;
    std::string once;
    std::string scratch;
    Writer first(once);
    copy(document.root(), first, scratch);
    ASSERT_TRUE(first.complete());
    Document again;
    ASSERT_TRUE(again.parse(once)) << once;
    std::string twice;
    Writer second(twice);
    copy(again.root(), second, scratch);
    ASSERT_EQ(once, twice);
    ASSERT_EQ(document.token_count(), again.token_count());
  }
}

TEST(Writer, DeepNesting) {
  std::string out;
  Writer writer(out);
  for (int i = 0; i < 200; ++i) writer.begin_object().key("a").begin_array();
  for (int i = 0; i < 200; ++i) writer.end_array().end_object();
  EXPECT_TRUE(writer.complete());
  EXPECT_TRUE(Document().parse(out, Limits{.depth = 400}));
}

#ifndef NDEBUG
TEST(WriterDeathTest, MisuseAsserts) {
  std::string out;
  EXPECT_DEATH(Writer(out).begin_object().number(1), "a key before each value");
  EXPECT_DEATH(Writer(out).begin_array().key("a"), "keys belong into objects");
  EXPECT_DEATH(Writer(out).key("a"), "keys belong into objects");
  EXPECT_DEATH(Writer(out).begin_object().key("a").key("b"), "keys belong into objects");
  EXPECT_DEATH(Writer(out).begin_object().end_array(), "unbalanced end");
  EXPECT_DEATH(Writer(out).begin_object().key("a").end_object(), "unbalanced end");
  EXPECT_DEATH(Writer(out).end_array(), "unbalanced end");
  EXPECT_DEATH(Writer(out).number(1).number(2), "one value only");
}
#endif

}  // namespace
}  // namespace patchbay::json
