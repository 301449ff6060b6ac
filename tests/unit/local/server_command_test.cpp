#include "local/server_command.hpp"

#include <gmock/gmock.h>

namespace patchbay::local {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

ServerCommand command() { return {"/bin/llama-server", "/run/x.sock", "/models", "/nowhere", {}, {"--ctx-size", "4096"}}; }

TEST(ServerArguments, StartARouterOnTheSocketWithTheUsersArgumentsLast) {
  const auto arguments = server_arguments(command());
  EXPECT_EQ(arguments.front(), "/bin/llama-server");
  EXPECT_EQ(arguments.back(), "4096");
  EXPECT_THAT(arguments, Contains("/run/x.sock"));
  EXPECT_THAT(arguments, Contains("/models"));
  EXPECT_THAT(arguments, Contains("--offline"));
  EXPECT_THAT(arguments, Not(Contains("--model")));
}

TEST(ServerArguments, NamePresetsWhereThereAreSome) {
  ServerCommand with_presets = command();
  with_presets.presets = "/models/presets.ini";
  EXPECT_THAT(server_arguments(with_presets), Contains("--models-preset"));
  EXPECT_THAT(server_arguments(command()), Not(Contains("--models-preset")));
}

TEST(ServerEnvironment, HoldsTheKeyWhichTheArgumentsDoNot) {
  const base::Secret key("k-123");
  EXPECT_THAT(server_environment({}, command(), key), UnorderedElementsAre("LLAMA_CACHE=/nowhere", "LLAMA_API_KEY=k-123"));
  EXPECT_THAT(server_arguments(command()), Not(Contains(HasSubstr("k-123"))));
}

TEST(ServerEnvironment, KeepsProvidersKeysOut) {
  const std::vector<std::string_view> ours{
      "OPENAI_API_KEY=sk-1", "AWS_SECRET_ACCESS_KEY=x", "HF_TOKEN=y",          "PATCHBAY_KEY=z",          "PATH=/bin",
      "LC_ALL=C.UTF-8",      "CUDA_VISIBLE_DEVICES=0",  "LLAMA_ARG_THREADS=2", "LLAMA_ARG_MODEL=/m.gguf", "LLAMA_API_KEY=old",
      "LLAMA_CACHE=/cache",  "AIP_HTTP_PORT=9"};
  EXPECT_THAT(server_environment(ours, command(), base::Secret("k")),
              UnorderedElementsAre("PATH=/bin", "LC_ALL=C.UTF-8", "CUDA_VISIBLE_DEVICES=0", "LLAMA_ARG_THREADS=2", "LLAMA_CACHE=/nowhere",
                                   "LLAMA_API_KEY=k"));
}

}  // namespace
}  // namespace patchbay::local
