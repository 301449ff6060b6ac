#include "json/path.hpp"

#include "json/document.hpp"
#include "json/expect.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace patchbay::json {
namespace {

template <class T>
concept HasField = requires(T&& path) { std::forward<T>(path).field("x"); };
static_assert(HasField<const Path&> && !HasField<Path>, "a child of a temporary would dangle");

TEST(Path, ReadsAsPeopleWriteIt) {
  const Path top;
  EXPECT_EQ(top.to_string(), "");
  const Path messages = top.field("messages");
  const Path message = messages.item(0);
  const Path content = message.field("content");
  const Path part = content.item(12);
  EXPECT_EQ(part.field("type").to_string(), "messages[0].content[12].type");
  EXPECT_EQ(messages.to_string(), "messages");
  EXPECT_EQ(top.item(3).to_string(), "[3]");
  EXPECT_EQ(Path("tools").to_string(), "tools");
}

TEST(Path, InSteps) {
  std::string path;
  append_path_field(path, "a");
  append_path_item(path, 7);
  append_path_field(path, "b");
  EXPECT_EQ(path, "a[7].b");
}

TEST(Expect, GivesContentOrNamesTheField) {
  Document document;
  const std::string text = R"({"s":"a\n","n":1.5,"i":3,"b":true,"o":{},"l":[],"big":1e400})";
  ASSERT_TRUE(document.parse(text));
  const Value root = document.root();
  const Path top;
  std::string scratch;
  EXPECT_EQ(expect_string(root.find("s"), top), "a\n");
  EXPECT_EQ(expect_string(root.find("s"), top, scratch), "a\n");
  EXPECT_EQ(expect_int64(root.find("i"), top), 3);
  EXPECT_EQ(expect_double(root.find("n"), top), 1.5);
  EXPECT_EQ(expect_bool(root.find("b"), top), true);
  EXPECT_TRUE(expect_object(root.find("o"), top) && expect_array(root.find("l"), top));

  const auto wrong = expect_double(root.find("s"), top.field("temperature"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "temperature: expected a number, found a string");
  EXPECT_EQ(wrong.error().param, "temperature");
  EXPECT_EQ(wrong.error().kind, base::ErrorKind::invalid_request);
  EXPECT_EQ(expect_string(root.find("x"), top.field("model")).error().message, "model: expected a string, it is missing");
  EXPECT_EQ(expect_int64(root.find("n"), top.field("n")).error().message, "n: expected a whole number of 64 bits, found the number 1.5");
  EXPECT_EQ(expect_double(root.find("big"), top.field("big")).error().message, "big: expected a number, found the number 1e400");
  EXPECT_EQ(expect_array(root, top).error().message, "the text: expected an array, found an object");
  EXPECT_FALSE(expect_bool(root.find("i"), top) || expect_object(root.find("l"), top) || expect_array(root.find("o"), top));
}

}  // namespace
}  // namespace patchbay::json
