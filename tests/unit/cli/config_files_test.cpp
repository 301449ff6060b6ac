#include "cli/config_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace patchbay::cli {
namespace {

using testing::HasSubstr;

TEST(FindConfig, FollowsTheContractsOrder) {
  const config::Environment environment = {{"PATCHBAY_CONFIG", "/named.toml"}, {"XDG_CONFIG_HOME", "/xdg"}, {"HOME", "/home/a"}};
  EXPECT_EQ(find_config("/given/p.toml", environment).main_file, "/given/p.toml");
  EXPECT_EQ(find_config("/given/p.toml", environment).conf_d, "/given/conf.d");
  EXPECT_TRUE(find_config("/given/p.toml", environment).was_asked_for);
  EXPECT_EQ(find_config(std::nullopt, environment).main_file, "/named.toml");
  EXPECT_TRUE(find_config(std::nullopt, environment).was_asked_for);
  const auto usual = find_config(std::nullopt, {{"XDG_CONFIG_HOME", "/xdg"}, {"HOME", "/home/a"}});
  EXPECT_EQ(usual.main_file, "/xdg/patchbay/patchbay.toml");
  EXPECT_EQ(usual.conf_d, "/xdg/patchbay/conf.d");
  EXPECT_FALSE(usual.was_asked_for);
  EXPECT_EQ(find_config(std::nullopt, {{"XDG_CONFIG_HOME", ""}, {"HOME", "/home/a"}}).main_file, "/home/a/.config/patchbay/patchbay.toml");
  EXPECT_EQ(find_config(std::nullopt, {}).main_file, "");
  EXPECT_EQ(find_config("p.toml", {}).conf_d, "conf.d");
}

struct ConfigFiles : testing::Test {
  void SetUp() override { std::filesystem::create_directories(folder + "/conf.d"); }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write(const std::string& name, std::string_view text) const { std::ofstream(folder + "/" + name, std::ios::binary) << text; }
  std::string refusal(const ConfigLocation& of) const {
    const config::Parsed parsed = load_config(of, {});
    EXPECT_EQ(parsed.snapshot, nullptr);
    return parsed.diagnostics.empty() ? "(no diagnostic)" : config::format(parsed.diagnostics.front());
  }

  std::string folder = testing::TempDir() + "/patchbay-config-" + std::to_string(::getpid());
  std::string main_file = folder + "/patchbay.toml";
  ConfigLocation location = find_config(main_file, {});
};

TEST_F(ConfigFiles, ReadsTheMainFileThenConfDByName) {
  write("patchbay.toml", "[server]\nthreads = 2\n");
  write("conf.d/b.toml", "[providers.b]\nkind = \"openai\"\napi_key = \"env:B\"\n");
  write("conf.d/a.toml", "[providers.a]\nkind = \"openai\"\napi_key = \"file:key\"\n");
  write("conf.d/.hidden.toml", "not toml");
  write("conf.d/notes.txt", "not toml");
  const config::Parsed parsed = load_config(location, {});
  ASSERT_NE(parsed.snapshot, nullptr);
  EXPECT_EQ(parsed.snapshot->server.threads, 2);
  ASSERT_EQ(parsed.snapshot->providers.size(), 2U);
  EXPECT_EQ(parsed.snapshot->providers[0].name, "a");
  EXPECT_EQ(std::get<base::SecretReference>(parsed.snapshot->providers[0].api_key).locator, folder + "/conf.d/key");
}

TEST_F(ConfigFiles, AMissingFileIsAnErrorOnlyIfItWasAskedFor) {
  EXPECT_THAT(refusal(location), HasSubstr("patchbay.toml: error: there is no such file\n  cure: check the path"));
  location.was_asked_for = false;
  EXPECT_NE(load_config(location, {}).snapshot, nullptr);
  EXPECT_NE(load_config(ConfigLocation{}, {}).snapshot, nullptr);
  std::filesystem::remove_all(folder);
  EXPECT_NE(load_config(location, {}).snapshot, nullptr);
}

TEST_F(ConfigFiles, SaysWhatCannotBeRead) {
  EXPECT_THAT(refusal(find_config(folder, {})), HasSubstr("this is a directory, not a file"));
  EXPECT_THAT(refusal(find_config(folder + "/x/y", {})), HasSubstr("there is no such file"));
  ASSERT_EQ(::mkfifo(main_file.c_str(), 0600), 0);
  EXPECT_THAT(refusal(location), HasSubstr("not a regular file"));
  std::filesystem::remove(main_file);
  write("patchbay.toml", std::string(config::largest_file + 5, '\n'));
  EXPECT_THAT(refusal(location), HasSubstr("larger than 1 MB"));
}

TEST_F(ConfigFiles, SaysThatPermissionIsMissing) {
  if (::geteuid() == 0) {
    // Root may read everything: a file whose name leads through a file is the nearest that root is refused.
    write("plain", "");
    EXPECT_THAT(refusal(find_config(folder + "/plain/p.toml", {})), HasSubstr("Not a directory"));
    return;
  }
  write("patchbay.toml", "");
  ::chmod(main_file.c_str(), 0000);
  EXPECT_THAT(refusal(location), HasSubstr("permission denied"));
}

TEST_F(ConfigFiles, ABrokenFileInConfDIsNamed) {
  write("patchbay.toml", "");
  write("conf.d/x.toml", "[server]\nlisen = 1\n");
  EXPECT_THAT(refusal(location), HasSubstr("conf.d/x.toml:2:1: error: unknown key \"lisen\""));
}

TEST(ProcessEnvironment, IsAValue) {
  ::setenv("PATCHBAY_TEST_VARIABLE", "a=b", 1);
  const auto environment = process_environment();
  ::unsetenv("PATCHBAY_TEST_VARIABLE");
  EXPECT_EQ(environment.find("PATCHBAY_TEST_VARIABLE")->second, "a=b");
}

}  // namespace
}  // namespace patchbay::cli
