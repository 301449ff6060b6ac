#include "local/find_server.hpp"

#include "unit/local/sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class FindServer : public ::testing::Test {
 protected:
  fs::path program(const std::string& name, const std::string& script = "") const {
    const fs::path file = sandbox.root / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << script;
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }
  test::Sandbox sandbox;
};

TEST_F(FindServer, TakesTheConfiguredOneFirst) {
  const fs::path configured = program("a/my-server");
  program("b/llama-server");
  const auto found = find_server({configured.string(), (sandbox.root / "b").string(), sandbox.root / "home"});
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, configured);
}

TEST_F(FindServer, NeverReplacesAConfiguredOneThatIsMissing) {
  program("b/llama-server");
  const auto found = find_server({"/nowhere/llama-server", (sandbox.root / "b").string(), sandbox.root / "home"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, base::ErrorKind::provider_unreachable);
  EXPECT_NE(found.error().message.find("/nowhere/llama-server"), std::string::npos);
}

TEST_F(FindServer, LooksOnThePathBeforeTheHome) {
  const fs::path own = program("home/bin/llama-server");
  const fs::path second = program("second/llama-server");
  const std::string path = "relative:" + (sandbox.root / "first").string() + "::" + second.parent_path().string();
  EXPECT_EQ(find_server({"", path, sandbox.root / "home"}).value(), second);
  EXPECT_EQ(find_server({"", "/nowhere", sandbox.root / "home"}).value(), own);
}

TEST_F(FindServer, SkipsWhatCannotBeExecuted) {
  fs::create_directories(sandbox.root / "first/llama-server");
  fs::create_directories(sandbox.root / "second");
  sandbox.touch("second/llama-server");
  const std::string path = (sandbox.root / "first").string() + ":" + (sandbox.root / "second").string();
  const auto found = find_server({"", path, sandbox.root / "home"});
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("home/bin/llama-server"), std::string::npos);
}

TEST_F(FindServer, ReadsTheVersionOfAProgram) {
  const auto version = probe_server_version(sandbox.root / "bin/llama-server", 20s);
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_EQ(*version, "0.0-fake (build 1, commit none)");
}

TEST_F(FindServer, GivesUpOnAProgramThatSaysNothing) {
  const fs::path silent = program("silent", "exec sleep 1000\n");
  const auto version = probe_server_version(silent, 50ms);
  ASSERT_FALSE(version);
  EXPECT_NE(version.error().message.find(silent.string()), std::string::npos);
  EXPECT_FALSE(probe_server_version(sandbox.root / "none", 1s));
}

TEST(VersionIn, TakesTheLineThatBeginsWithTheWord) {
  EXPECT_EQ(version_in("0.1 I srv init\nversion: 0.5.0-dev (build 1, commit de3ff81)\nbuilt with GNU"),
            "0.5.0-dev (build 1, commit de3ff81)");
  EXPECT_EQ(version_in("version: 6097 (9515c613)\r\n"), "6097 (9515c613)");
  EXPECT_EQ(version_in("some version: 3"), "");
  EXPECT_EQ(version_in("version:"), "");
  EXPECT_EQ(version_in(""), "");
}

}  // namespace
}  // namespace patchbay::local
