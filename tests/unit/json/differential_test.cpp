// Random texts and their mutations: our reader and simdjson's DOM must accept and refuse the same ones, and read the same content.
#include "unit/json/random_json.hpp"
#include "unit/json/reference.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace patchbay::json {
namespace {

bool same(Value ours, simdjson::dom::element theirs);

bool same_array(Value ours, simdjson::dom::array theirs) {
  auto item = ours.items().begin();
  for (const simdjson::dom::element element : theirs) {
    if (item == ours.items().end() || !same(*item, element)) return false;
    ++item;
  }
  return item == ours.items().end() && ours.size() == theirs.size();
}

bool same_object(Value ours, simdjson::dom::object theirs) {
  auto member = ours.members().begin();
  for (const simdjson::dom::key_value_pair field : theirs) {
    if (member == ours.members().end() || !(*member).is(field.key) || !same((*member).value, field.value)) return false;
    ++member;
  }
  return member == ours.members().end() && ours.size() == theirs.size();
}

bool same_number(Value ours, simdjson::dom::element theirs) {
  if (theirs.is_int64()) return ours.as_int64() == theirs.get_int64().value();
  if (theirs.is_uint64()) return ours.as_uint64() == theirs.get_uint64().value();
  return ours.as_double() == theirs.get_double().value();
}

bool same(Value ours, simdjson::dom::element theirs) {
  switch (theirs.type()) {
    case simdjson::dom::element_type::ARRAY: return ours.is_array() && same_array(ours, theirs.get_array().value());
    case simdjson::dom::element_type::OBJECT: return ours.is_object() && same_object(ours, theirs.get_object().value());
    case simdjson::dom::element_type::STRING:
      return ours.to_string() == theirs.get_string().value() && ours.equals(theirs.get_string().value());
    case simdjson::dom::element_type::BOOL: return ours.as_bool() == theirs.get_bool().value();
    case simdjson::dom::element_type::NULL_VALUE: return ours.is_null();
    default: return ours.is_number() && same_number(ours, theirs);
  }
}

TEST(Differential, RandomTextsReadTheSame) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    test::RandomJson random(seed);
    const std::string text = random.space() + random.value() + random.space();
    Document document;
    const auto parsed = document.parse(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    ASSERT_EQ(parser.parse(simdjson::padded_string(text)).get(root), simdjson::SUCCESS) << text;
    ASSERT_TRUE(same(document.root(), root)) << text;
  }
}

std::string mutated(std::string text, test::RandomJson& random) {
  constexpr std::string_view bytes = "{}[]:,\"\\ \n\t0123456789-+.eEutfnrax\x01\x1F\x7F\x80\xBF\xC3\xE2\xED\xF0\xFF";
  for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
    const std::size_t at = random.below(text.size() + 1);
    const char byte = bytes[random.below(bytes.size())];
    switch (random.below(4)) {
      case 0: text.insert(at, 1, byte); break;
      case 1: text.erase(at, 1 + random.below(3)); break;
      case 2: text.resize(at); break;
      default:
        if (at < text.size()) text[at] = byte;
    }
  }
  return text;
}

TEST(Differential, MutatedTextsAreJudgedTheSame) {
  int refused = 0;
  for (unsigned seed = 0; seed < 30000; ++seed) {
    test::RandomJson random(seed);
    const std::string text = mutated(random.below(2) ? random.object() : random.value(), random);
    std::string why;
    ASSERT_TRUE(test::agrees_with_reference(text, why)) << text << ": " << why;
    refused += !Document().parse(text);
  }
  EXPECT_GT(refused, 10000);  // the mutations do break things
  EXPECT_LT(refused, 29000);
}

// One bad sequence at every position of every length around the vector widths, beside good neighbours.
TEST(Differential, InvalidUtf8AtEveryPosition) {
  const std::string_view bad[] = {
      "\x80",         "\xC3",         "\xC0\xAF",         "\xC1\xBF",     "\xE2\x82",         "\xE0\x9F\xBF",
      "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
      "\xFF",         "\xFE"};
  Document document;
  for (const std::string_view sequence : bad)
    for (std::size_t length = 0; length <= 140; length += length < 70 ? 1 : 7)
      for (std::size_t at = 0; at <= length; ++at) {
        std::string text = "\"" + std::string(length, 'a') + "\"";
        ASSERT_TRUE(document.parse(text));
        text.insert(1 + at, sequence);
        const auto result = document.parse(text);
        ASSERT_FALSE(result) << "length " << length << ", at " << at;
        ASSERT_NE(result.error().message.find("(byte " + std::to_string(1 + at) + "): invalid UTF-8"), std::string::npos)
            << result.error().message;
      }
}

TEST(Differential, GoodUtf8AtEveryPosition) {
  Document document;
  for (const std::string_view sequence :
       {"\xC2\x80", "\xC3\xA9", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    for (std::size_t length = 0; length <= 100; ++length)
      for (std::size_t at = 0; at <= length; ++at) {
        std::string text = "\"" + std::string(length, 'a') + "\"";
        text.insert(1 + at, sequence);
        ASSERT_TRUE(document.parse(text));
        ASSERT_EQ(document.root().raw_string().size(), length + sequence.size());
      }
}

}  // namespace
}  // namespace patchbay::json
