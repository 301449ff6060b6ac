#include "cli/key_files.hpp"

#include "cli/doctor.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace patchbay::cli {
namespace {

struct KeyFiles : testing::Test {
  void SetUp() override {
    std::filesystem::create_directories(folder);
    std::ofstream(key) << "key";
    std::ofstream(folder + "/patchbay.toml") << configuration();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string configuration() const {
    return "[server]\ndetect = false\n[providers.a]\nkind = \"openai\"\napi_key = \"file:" + key +
           "\"\n[providers.b]\nkind = \"openai\"\napi_key = \"env:HOME\"\n";
  }
  std::vector<config::Diagnostic> warnings() const {
    const config::SourceFile file{"p.toml", configuration()};
    return key_file_warnings(config::parse({&file, 1}));
  }

  std::string folder = testing::TempDir() + "/patchbay-key-files-" + std::to_string(::getpid());
  std::string key = folder + "/key";
};

TEST_F(KeyFiles, OneThatOthersCanReadIsNamedWithItsCure) {
  for (const mode_t mode : {mode_t{0640}, mode_t{0604}, mode_t{0644}}) {
    ::chmod(key.c_str(), mode);
    const auto found = warnings();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(format(found.front()),
              "p.toml:3:12: warning: others than its owner can read the key file " + key + " of [providers.a]\n  cure: chmod 600 " + key);
  }
}

TEST_F(KeyFiles, OneOfItsOwnerOrNoneAtAllGivesNoWarning) {
  ::chmod(key.c_str(), 0600);
  EXPECT_TRUE(warnings().empty());
  std::filesystem::remove(key);
  EXPECT_TRUE(warnings().empty());
  const config::SourceFile broken{"p.toml", "[server"};
  EXPECT_TRUE(key_file_warnings(config::parse({&broken, 1})).empty());
}

TEST_F(KeyFiles, TheDoctorTellsOfIt) {
  ::chmod(key.c_str(), 0644);
  const auto findings = examine({folder, folder + "/patchbay.toml", {}});
  const auto names_it = [&](const Finding& finding) {
    return finding.health == Health::notice && finding.text.find("chmod 600 " + key) != std::string::npos;
  };
  EXPECT_EQ(std::ranges::count_if(findings, names_it), 1);
}

}  // namespace
}  // namespace patchbay::cli
