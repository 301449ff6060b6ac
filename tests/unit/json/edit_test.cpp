#include "json/edit.hpp"

#include "unit/json/random_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace patchbay::json {
namespace {

base::Result<std::string> edited(std::string_view text, std::vector<Edit> edits) {
  Document document;
  EXPECT_TRUE(document.parse(text)) << text;
  return edited_text(document, edits);
}

TEST(Edit, SetReplacesInPlaceOrInserts) {
  EXPECT_EQ(edited(R"({ "model" : "a" , "n":1 })", {Edit::set("model", "\"bb\"")}), R"({ "model" : "bb" , "n":1 })");
  EXPECT_EQ(edited(R"({"n":1 })", {Edit::set("model", "\"b\"")}), R"({"n":1,"model":"b" })");
  EXPECT_EQ(edited("{}", {Edit::set("model", "1")}), R"({"model":1})");
  EXPECT_EQ(edited(" { \n } ", {Edit::set("model", "1")}), " {\"model\":1 \n } ");
  EXPECT_EQ(edited(R"({"m\u006fdel":1})", {Edit::set("model", "2")}), R"({"m\u006fdel":2})");
  EXPECT_EQ(edited("{}", {Edit::set("a\"\n", "1")}), R"({"a\"\n":1})");
  EXPECT_EQ(edited("{}", {Edit::set("a", "1"), Edit::set("b", "[2]"), Edit::set("c", "{}")}), R"({"a":1,"b":[2],"c":{}})");
}

TEST(Edit, ReplaceAndInsertAreConditional) {
  EXPECT_EQ(edited(R"({"a":1})", {Edit::replace("a", "2")}), R"({"a":2})");
  EXPECT_EQ(edited(R"({"a":1})", {Edit::replace("b", "2")}), R"({"a":1})");
  EXPECT_EQ(edited(R"({"a":1})", {Edit::insert("a", "2")}), R"({"a":1})");
  EXPECT_EQ(edited(R"({"a":1})", {Edit::insert("b", "2")}), R"({"a":1,"b":2})");
  EXPECT_EQ(edited(R"({"a":null})", {Edit::insert("a", "2")}), R"({"a":null})");
}

TEST(Edit, RemoveTakesTheRightComma) {
  const std::string_view text = R"({ "a":1 , "b":2 , "c":3 })";
  EXPECT_EQ(edited(text, {Edit::remove("a")}), R"({ "b":2 , "c":3 })");
  EXPECT_EQ(edited(text, {Edit::remove("b")}), R"({ "a":1 , "c":3 })");
  EXPECT_EQ(edited(text, {Edit::remove("c")}), R"({ "a":1 , "b":2 })");
  EXPECT_EQ(edited(text, {Edit::remove("a"), Edit::remove("b")}), R"({ "c":3 })");
  EXPECT_EQ(edited(text, {Edit::remove("c"), Edit::remove("b")}), R"({ "a":1 })");
  EXPECT_EQ(edited(text, {Edit::remove("a"), Edit::remove("c")}), R"({ "b":2 })");
  EXPECT_EQ(edited(text, {Edit::remove("a"), Edit::remove("b"), Edit::remove("c")}), "{  }");
  EXPECT_EQ(edited(text, {Edit::remove("a"), Edit::remove("b"), Edit::remove("c"), Edit::set("d", "4")}), R"({ "d":4 })");
  EXPECT_EQ(edited(text, {Edit::remove("x")}), text);
  EXPECT_EQ(edited(text, {Edit::remove("c"), Edit::set("d", "4"), Edit::replace("b", "9")}), R"({ "a":1 , "b":9,"d":4 })");
  EXPECT_EQ(edited("{}", {Edit::remove("x")}), "{}");
}

TEST(Edit, OneLevelDown) {
  const std::vector<Edit> usage = {Edit::set_in("stream_options", "include_usage", "true")};
  EXPECT_EQ(edited(R"({"stream":true})", usage), R"({"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(edited("{}", usage), R"({"stream_options":{"include_usage":true}})");
  EXPECT_EQ(edited(R"({"stream_options":{}})", usage), R"({"stream_options":{"include_usage":true}})");
  EXPECT_EQ(edited(R"({"stream_options":{ },"b":1})", usage), R"({"stream_options":{"include_usage":true },"b":1})");
  EXPECT_EQ(edited(R"({"stream_options":null,"b":1})", usage), R"({"stream_options":{"include_usage":true},"b":1})");
  EXPECT_EQ(edited(R"({"stream_options":{"include_usage":false},"b":1})", usage), R"({"stream_options":{"include_usage":true},"b":1})");
  EXPECT_EQ(edited(R"({"stream_options":{"x":1},"b":1})", usage), R"({"stream_options":{"x":1,"include_usage":true},"b":1})");
  EXPECT_EQ(edited(R"({"a":{"x":1,"y":2}})", {Edit::remove_in("a", "x")}), R"({"a":{"y":2}})");
  EXPECT_EQ(edited(R"({"a":{"x":1}})", {Edit::remove_in("a", "x"), Edit::insert_in("a", "z", "3")}), R"({"a":{"z":3}})");
  EXPECT_EQ(edited(R"({"b":1})", {Edit::remove_in("a", "x"), Edit::replace_in("a", "y", "1")}), R"({"b":1})");
  EXPECT_EQ(edited(R"({"a":null})", {Edit::replace_in("a", "y", "1")}), R"({"a":null})");
  EXPECT_EQ(edited(R"({"b":1})", {Edit::set_in("a", "x", "1"), Edit::set("c", "2"), Edit::insert_in("a", "y", "3")}),
            R"({"b":1,"a":{"x":1,"y":3},"c":2})");
  EXPECT_EQ(edited(R"({"x":{"include_usage":1}})", {Edit::set("include_usage", "2")}), R"({"x":{"include_usage":1},"include_usage":2})");
}

TEST(Edit, AllAtOnce) {
  EXPECT_EQ(edited(R"({"messages":[1],"model":"a","stream_options":{"x":1},"drop":0,"n":1})",
                   {Edit::set("model", "\"b\""), Edit::set_in("stream_options", "include_usage", "true"), Edit::remove("drop"),
                    Edit::set("user", "null")}),
            R"({"messages":[1],"model":"b","stream_options":{"x":1,"include_usage":true},"n":1,"user":null})");
}

TEST(Edit, RefusesWhatCannotBe) {
  const auto not_an_object = edited("[1]", {Edit::set("a", "1")});
  ASSERT_FALSE(not_an_object);
  EXPECT_EQ(not_an_object.error().kind, base::ErrorKind::invalid_request);
  const auto wrong_parent = edited(R"({"stream_options":5})", {Edit::set_in("stream_options", "include_usage", "true")});
  ASSERT_FALSE(wrong_parent);
  EXPECT_EQ(wrong_parent.error().param, "stream_options");
  const auto twice_inside = edited(R"({"a":{"x":1,"x":2}})", {Edit::set_in("a", "x", "3")});
  ASSERT_FALSE(twice_inside);
  EXPECT_EQ(twice_inside.error().param, "a.x");
  const auto conflicting = edited("{}", {Edit::set("a", "1"), Edit::remove("a")});
  ASSERT_FALSE(conflicting);
  EXPECT_EQ(conflicting.error().kind, base::ErrorKind::internal);
  EXPECT_FALSE(edited("{}", {Edit::set("a", "{}"), Edit::set_in("a", "b", "1")}));
  EXPECT_FALSE(edited("{}", {Edit::set_in("a", "b", "1"), Edit::remove("a")}));
}

TEST(Edit, CopiesNothingBig) {
  const std::string image(1'000'000, 'A');
  const std::string text = R"({"messages":")" + image + R"(","model":"a","tail":")" + image + R"("})";
  const std::string big = "\"" + std::string(1000, 'b') + "\"";
  Document document;
  ASSERT_TRUE(document.parse(text));
  Edited out;
  const std::vector<Edit> edits = {Edit::set("model", "\"new\""), Edit::set("big", big)};
  ASSERT_TRUE(apply_edits(document, edits, out));
  ASSERT_EQ(out.pieces().size(), 6U);
  EXPECT_EQ(out.pieces()[0].data(), text.data());
  EXPECT_EQ(out.pieces()[1], "\"new\"");
  EXPECT_EQ(out.pieces()[2].data(), text.data() + document.root().find("model").end_offset());
  EXPECT_EQ(out.pieces()[4].data(), big.data());
  EXPECT_EQ(out.pieces()[5], "}");
  EXPECT_EQ(out.size(), out.joined().size());
  const Edited moved = std::move(out);
  EXPECT_EQ(moved.pieces()[1], "\"new\"");

  Edited untouched;
  ASSERT_TRUE(apply_edits(document, {}, untouched));
  ASSERT_EQ(untouched.pieces().size(), 1U);
  EXPECT_EQ(untouched.pieces()[0], text);
}

// Random objects and edits against a model: a list of key and raw value. Untouched members keep their bytes and their order.
class EditProperty : public testing::Test {
 protected:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  static Fields fields_of(Value object) {
    Fields fields;
    for (const Member member : object.members()) fields.emplace_back(member.name.to_string(), member.value.raw());
    return fields;
  }

  static void apply(Fields& fields, const Edit& edit) {
    const auto found = std::ranges::find(fields, edit.field, &Fields::value_type::first);
    const bool there = found != fields.end();
    switch (edit.action) {
      case Edit::Action::remove:
        if (there) fields.erase(found);
        return;
      case Edit::Action::replace:
        if (there) found->second = edit.raw;
        return;
      case Edit::Action::insert:
        if (!there) fields.emplace_back(edit.field, edit.raw);
        return;
      case Edit::Action::set:
        if (there)
          found->second = edit.raw;
        else
          fields.emplace_back(edit.field, edit.raw);
    }
  }

  static Edit::Action random_action(test::RandomJson& random) {
    constexpr Edit::Action actions[] = {Edit::Action::set, Edit::Action::replace, Edit::Action::insert, Edit::Action::remove};
    return actions[random.below(4)];
  }
};

TEST_F(EditProperty, EditThenParseIsTheModel) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    test::RandomJson random(seed);
    const std::string text = random.space() + random.object() + random.space();
    Document document;
    ASSERT_TRUE(document.parse(text));
    Fields model = fields_of(document.root());
    std::map<std::string, std::string> targets;  // sorted and different: no conflicts
    for (const auto& [name, value] : model)
      if (random.below(2)) targets[name] = random.value(3);
    for (std::size_t i = random.below(3); i > 0; --i) targets["new" + std::to_string(i)] = random.value(3);
    std::vector<Edit> edits;
    for (const auto& [name, value] : targets) edits.emplace_back(random_action(random), std::string_view(), name, value);
    for (const Edit& edit : edits) apply(model, edit);

    Edited out;
    ASSERT_TRUE(apply_edits(document, edits, out));
    const std::string result = out.joined();
    ASSERT_EQ(result.size(), out.size());
    Document again;
    ASSERT_TRUE(again.parse(result)) << text << " became " << result;
    ASSERT_EQ(fields_of(again.root()), model) << text << " became " << result;
    for (const std::string_view piece : out.pieces()) ASSERT_FALSE(piece.empty());
  }
}

TEST_F(EditProperty, InsideAMemberToo) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    test::RandomJson random(seed);
    const std::string inner = random.below(5) == 0 ? "null" : random.object(3);
    const std::string before = random.below(2) ? "\"b\":1" + random.space() + "," : "";
    const std::string text = "{" + before + random.space() + "\"p\":" + inner + random.space() + (random.below(2) ? ",\"z\":[]" : "") + "}";
    Document document;
    ASSERT_TRUE(document.parse(text));
    Fields model = fields_of(document.root().find("p"));
    std::map<std::string, std::string> targets;
    for (const auto& [name, value] : model)
      if (random.below(2)) targets[name] = random.value(3);
    targets["new"] = "1";
    std::vector<Edit> edits;
    for (const auto& [name, value] : targets) edits.emplace_back(random_action(random), "p", name, value);
    for (const Edit& edit : edits) apply(model, edit);

    const auto result = edited_text(document, edits);
    ASSERT_TRUE(result);
    Document again;
    ASSERT_TRUE(again.parse(*result)) << text << " became " << *result;
    ASSERT_EQ(fields_of(again.root().find("p")), model) << text << " became " << *result;
    ASSERT_EQ(again.root().find("b").raw(), document.root().find("b").raw());
    ASSERT_EQ(again.root().find("z").raw(), document.root().find("z").raw());
  }
}

}  // namespace
}  // namespace patchbay::json
