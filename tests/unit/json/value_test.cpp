#include "json/value.hpp"

#include "json/document.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace patchbay::json {
namespace {

class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)) { EXPECT_TRUE(document_.parse(text_)) << text_; }
  Value operator*() const { return document_.root(); }

 private:
  std::string text_;
  Document document_;
};

TEST(Value, WhatIsNotThereDoesNotExist) {
  const Parsed parsed(R"({"a":{"b":null},"n":1})");
  const Value missing = (*parsed).find("x");
  EXPECT_FALSE(missing.exists());
  EXPECT_TRUE(missing.absent());
  EXPECT_FALSE(missing.is_null());
  EXPECT_FALSE(missing.find("y").find("z").exists());
  EXPECT_FALSE(missing.as_bool() || missing.as_int64() || missing.as_double());
  EXPECT_EQ(missing.raw(), "");
  EXPECT_EQ(missing.size(), 0U);
  for (const Value item : missing.items()) FAIL() << item.raw();
  for (const Member member : (*parsed).find("n").members()) FAIL() << member.key_raw();
  const Value null = (*parsed).find("a").find("b");
  EXPECT_TRUE(null.exists() && null.absent() && null.is_null());
}

TEST(Value, Integers) {
  struct Case {
    const char* text;
    std::optional<std::int64_t> signed_value;
    std::optional<std::uint64_t> unsigned_value;
  };
  const Case cases[] = {{"0", 0, 0},
                        {"-0", 0, 0},
                        {"512", 512, 512},
                        {"-7", -7, std::nullopt},
                        {"9223372036854775807", std::numeric_limits<std::int64_t>::max(), 9223372036854775807U},
                        {"9223372036854775808", std::nullopt, 9223372036854775808U},
                        {"-9223372036854775808", std::numeric_limits<std::int64_t>::min(), std::nullopt},
                        {"-9223372036854775809", std::nullopt, std::nullopt},
                        {"18446744073709551615", std::nullopt, std::numeric_limits<std::uint64_t>::max()},
                        {"18446744073709551616", std::nullopt, std::nullopt},
                        {"512.0", 512, 512},
                        {"1e3", 1000, 1000},
                        {"-1.5e1", -15, std::nullopt},
                        {"1.5", std::nullopt, std::nullopt},
                        {"1e-1", std::nullopt, std::nullopt},
                        {"1e300", std::nullopt, std::nullopt},
                        {"1e400", std::nullopt, std::nullopt},
                        {"9007199254740993.0", 9007199254740992, 9007199254740992},
                        {"9007199254740995.0", std::nullopt, std::nullopt},
                        {"\"1\"", std::nullopt, std::nullopt},
                        {"true", std::nullopt, std::nullopt}};
  for (const Case& expected : cases) {
    const Parsed parsed(expected.text);
    EXPECT_EQ((*parsed).as_int64(), expected.signed_value) << expected.text;
    EXPECT_EQ((*parsed).as_uint64(), expected.unsigned_value) << expected.text;
  }
}

TEST(Value, Doubles) {
  struct Case {
    std::string text;
    std::optional<double> value;
  };
  const Case cases[] = {{"0.7", 0.7},
                        {"-0.0", -0.0},
                        {"1", 1.0},
                        {"1e5", 1e5},
                        {"2.2250738585072014e-308", 2.2250738585072014e-308},
                        {"5e-324", 5e-324},
                        {"1e-400", 0.0},
                        {"-1e-400", -0.0},
                        {"1e400", std::nullopt},
                        {"-1e400", std::nullopt},
                        {"0e999999999999999999999", 0.0},
                        {"1e-999999999999999999999", 0.0},
                        {"1e999999999999999999999", std::nullopt},
                        {"0." + std::string(400, '0') + "1", 0.0},
                        {"1" + std::string(400, '0'), std::nullopt},
                        {"1" + std::string(400, '0') + "e-10", std::nullopt},
                        {"0." + std::string(400, '0') + "1e+10", 0.0},
                        {"1" + std::string(400, '0') + "e-400", 1.0},
                        {"1.7976931348623157e308", std::numeric_limits<double>::max()},
                        {"1.7976931348623159e308", std::nullopt}};
  for (const Case& expected : cases) {
    const Parsed parsed(expected.text);
    const auto value = (*parsed).as_double();
    EXPECT_EQ(value, expected.value) << expected.text;
    if (value && expected.value) {
      EXPECT_EQ(std::signbit(*value), std::signbit(*expected.value)) << expected.text;
    }
  }
}

TEST(Value, TextIsAViewUnlessEscaped) {
  const Parsed parsed(R"(["plain", "a\n\u00e9\ud83d\ude00\/", "", "\u0000"])");
  std::string scratch = "before";
  const Value plain = (*parsed).at(0);
  EXPECT_FALSE(plain.has_escapes());
  EXPECT_EQ(plain.text(scratch), "plain");
  EXPECT_EQ(plain.text(scratch).data(), plain.raw_string().data());
  EXPECT_EQ(scratch, "before");
  const Value rich = (*parsed).at(1);
  EXPECT_TRUE(rich.has_escapes());
  EXPECT_EQ(rich.text(scratch), "a\n\xC3\xA9\xF0\x9F\x98\x80/");
  EXPECT_EQ(rich.to_string(), "a\n\xC3\xA9\xF0\x9F\x98\x80/");
  EXPECT_EQ(rich.raw_string(), R"(a\n\u00e9\ud83d\ude00\/)");
  EXPECT_TRUE(rich.equals("a\n\xC3\xA9\xF0\x9F\x98\x80/"));
  EXPECT_FALSE(rich.equals("a\n\xC3\xA9\xF0\x9F\x98\x80"));
  EXPECT_FALSE(rich.equals("a\n\xC3\xA9\xF0\x9F\x98\x80//"));
  EXPECT_TRUE((*parsed).at(2).is_string() && (*parsed).at(2).equals(""));
  EXPECT_EQ((*parsed).at(3).to_string(), std::string(1, '\0'));
  EXPECT_FALSE((*parsed).equals(""));
}

TEST(Value, FindComparesUnescapedKeys) {
  const Parsed parsed(R"({"m\u006fdel":"a","models":1,"":2,"mode":3})");
  EXPECT_EQ((*parsed).find("model").to_string(), "a");
  EXPECT_EQ((*parsed).find("models").as_int64(), 1);
  EXPECT_EQ((*parsed).find("").as_int64(), 2);
  EXPECT_EQ((*parsed).find("mode").as_int64(), 3);
  EXPECT_FALSE((*parsed).find("mod").exists());
}

TEST(Value, IteratesInTheOrderOfTheText) {
  const Parsed parsed(R"({"a":[1,[2,3],{"x":4}],"b":{},"c":[]})");
  std::string seen;
  for (const Member member : (*parsed).members()) {
    seen += std::string(member.key_raw()) + "=" + std::to_string(member.value.size()) + ";";
    for (const Value item : member.value.items()) seen += std::string(item.raw()) + "|";
  }
  EXPECT_EQ(seen, R"(a=3;1|[2,3]|{"x":4}|b=0;c=0;)");
  EXPECT_EQ((*parsed).find("a").at(1).raw(), "[2,3]");
  EXPECT_FALSE((*parsed).find("a").at(3).exists());
}

TEST(Value, SizeBeyondTheCounter) {
  for (const std::size_t count : {65534U, 65535U, 65536U, 70000U}) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i) text += ",0";
    const Parsed array(text + "]");
    EXPECT_EQ((*array).size(), count);
  }
  std::string text = "{\"k\":0";
  for (int i = 1; i < 70000; ++i) text += ",\"k" + std::to_string(i) + "\":0";
  const Parsed object(text + "}");
  EXPECT_EQ((*object).size(), 70000U);
}

}  // namespace
}  // namespace patchbay::json
