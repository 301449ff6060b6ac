#include "cli/chat_request.hpp"

#include "json/document.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace patchbay::cli {
namespace {

const std::vector<ChatTurn> question = {{"user", "Say hi", {}}};

TEST(ChatBody, AsksForAStreamAndLeavesTheLengthToTheModel) {
  EXPECT_EQ(chat_body("local/m", question, std::nullopt),
            R"({"messages":[{"role":"user","content":"Say hi"}],"model":"local/m","stream":true,"stream_options":{"include_usage":true}})");
}

TEST(ChatBody, BoundsTheAnswerWhereThatIsAskedFor) {
  EXPECT_EQ(
      chat_body("local/m", question, 32),
      R"({"messages":[{"role":"user","content":"Say hi"}],"model":"local/m","max_completion_tokens":32,"stream":true,"stream_options":{"include_usage":true}})");
}

TEST(ChatBody, IsJsonEvenWhereTheQuestionIsNotUtf8) {
  const std::string body = chat_body("m\"", {{"user", "a\xff\n", {"data:image/png;base64,AA=="}}}, std::nullopt);
  json::Document document;
  ASSERT_TRUE(document.parse(body)) << body;
  EXPECT_EQ(document.root().find("model").to_string(), "m\"");
  const json::Value content = document.root().find("messages").at(0).find("content");
  EXPECT_EQ(content.at(0).find("image_url").find("url").to_string(), "data:image/png;base64,AA==");
  EXPECT_EQ(content.at(1).find("text").to_string(), "a\xef\xbf\xbd\n");
}

}  // namespace
}  // namespace patchbay::cli
