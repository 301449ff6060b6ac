#include "admin/run_request.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

TEST(RunRequest, ReadsTheThreeForms) {
  const auto say = read_run_request(R"({"conversation_id":null,"model":"local/a","text":"Hi"})");
  ASSERT_TRUE(say);
  EXPECT_EQ(say->kind, RunKind::say);
  EXPECT_EQ(say->conversation_id, "");
  EXPECT_EQ(say->model, "local/a");
  EXPECT_EQ(say->text, "Hi");
  const auto regenerate = read_run_request(R"({"conversation_id":"c","model":"m","regenerate":"msg"})");
  ASSERT_TRUE(regenerate);
  EXPECT_EQ(regenerate->kind, RunKind::regenerate);
  EXPECT_EQ(regenerate->target, "msg");
  const auto replace = read_run_request(R"({"conversation_id":"c","model":"m","replace":"msg","text":"New"})");
  ASSERT_TRUE(replace);
  EXPECT_EQ(replace->kind, RunKind::replace);
  EXPECT_EQ(replace->target, "msg");
  EXPECT_EQ(replace->text, "New");
}

TEST(RunRequest, NamesTheFieldAtFault) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"[]", ""},
      {"nonsense", ""},
      {R"({"text":"Hi"})", "model"},
      {R"({"model":"","text":"Hi"})", "model"},
      {R"({"model":7,"text":"Hi"})", "model"},
      {R"({"model":"m"})", "text"},
      {R"({"model":"m","text":"  \n"})", "text"},
      {R"({"model":"m","text":["Hi"]})", "text"},
      {R"({"model":"m","text":"Hi","conversation_id":1})", "conversation_id"},
      {R"({"model":"m","regenerate":"x"})", "conversation_id"},
      {R"({"model":"m","replace":"x","text":"a"})", "conversation_id"},
      {R"({"conversation_id":"c","model":"m","replace":"x"})", "text"},
      {R"({"conversation_id":"c","model":"m","regenerate":"x","text":"a"})", "text"},
      {R"({"conversation_id":"c","model":"m","regenerate":"x","replace":"y","text":"a"})", "replace"},
      {R"({"model":"m","text":"Hi","temperature":1})", "temperature"},
      {R"({"model":"m","text":"Hi","text":"Ho"})", ""},
  };
  for (const auto& [body, param] : cases) {
    const auto request = read_run_request(body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().kind, base::ErrorKind::invalid_request) << body;
    if (*param != '\0') {
      EXPECT_EQ(request.error().param, param) << body;
    }
  }
}

TEST(Title, IsReadAndTrimmed) {
  EXPECT_EQ(read_title(R"({"title":"  A day  "})").value_or(""), "A day");
  for (const char* const body :
       {"{}", R"({"title":""})", R"({"title":" "})", R"({"title":null})", R"({"title":3})", R"({"title":"a","x":1})", "["})
    EXPECT_FALSE(read_title(body)) << body;
  EXPECT_FALSE(read_title(R"({"title":")" + std::string(201, 'a') + "\"}"));
}

}  // namespace
}  // namespace patchbay::admin
