#include "cli/command_line.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace patchbay::cli {
namespace {

ParsedCommandLine parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "patchbay");
  return parse_command_line(static_cast<int>(words.size()), words.data(), "1.2.3");
}

TEST(CommandLine, ChatTakesItsOptionsAndTheQuestion) {
  const auto result = parsed({"chat", "-m", "local/m", "--max-tokens", "32", "--system", "Be brief", "Say", "hi", "--json"});
  ASSERT_FALSE(result.exit_code);
  EXPECT_EQ(result.line.command, Command::chat);
  EXPECT_EQ(result.line.model, "local/m");
  EXPECT_EQ(result.line.max_tokens, 32);
  EXPECT_EQ(result.line.system, "Be brief");
  EXPECT_EQ(result.line.prompt, (std::vector<std::string>{"Say", "hi"}));
  EXPECT_TRUE(result.line.json);
}

TEST(CommandLine, AnAnswerIsUnboundedUnlessAskedFor) { EXPECT_EQ(parsed({"chat", "hi"}).line.max_tokens, std::nullopt); }

TEST(CommandLine, BadUsageEndsWithTwo) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(parsed({"chat", "--max-tokens", "0", "hi"}).exit_code, 2);
  EXPECT_EQ(parsed({"chat", "--max-tokens", "many", "hi"}).exit_code, 2);
  EXPECT_EQ(parsed({"serve", "--log-level", "loud"}).exit_code, 2);
  EXPECT_EQ(parsed({}).exit_code, 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("--max-tokens"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::cli
