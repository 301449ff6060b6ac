#include "secrets/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace patchbay::secrets {
namespace {

using base::SecretReference;
using testing::HasSubstr;
using testing::Not;

class FixedClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return {}; }
  base::WallTime wall() const override { return {}; }
};

class Lines final : public telemetry::LineSink {
 public:
  void write_line(std::string_view line) noexcept override { text.append(line); }
  std::string text;
};

struct ResolverTest : testing::Test {
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }

  SecretReference file(std::string_view content, mode_t mode = 0600) const {
    const std::string path = folder + "/key";
    std::ofstream(path, std::ios::binary) << content;
    ::chmod(path.c_str(), mode);
    return {SecretReference::Source::file, path};
  }
  std::string refusal(const SecretReference& reference) const {
    const auto secret = resolver.resolve(reference);
    return secret ? "(resolved)" : secret.error().message;
  }

  std::string folder = testing::TempDir() + "/patchbay-secrets-" + std::to_string(::getpid());
  FixedClock clock;
  Lines lines;
  telemetry::Logger logger{lines, clock};
  Resolver resolver{logger};
};

TEST_F(ResolverTest, ReadsTheEnvironmentAtEveryCall) {
  const SecretReference reference{SecretReference::Source::environment, "PATCHBAY_TEST_SECRET"};
  ::unsetenv("PATCHBAY_TEST_SECRET");
  EXPECT_THAT(refusal(reference), HasSubstr("env:PATCHBAY_TEST_SECRET is not set"));
  ::setenv("PATCHBAY_TEST_SECRET", "first", 1);
  EXPECT_EQ(resolver.resolve(reference).value().reveal(), "first");
  ::setenv("PATCHBAY_TEST_SECRET", "second", 1);
  EXPECT_EQ(resolver.resolve(reference).value().reveal(), "second");
  ::setenv("PATCHBAY_TEST_SECRET", "", 1);
  EXPECT_THAT(refusal(reference), HasSubstr("is empty"));
  ::unsetenv("PATCHBAY_TEST_SECRET");
}

TEST_F(ResolverTest, TakesOneLineEndOffAFile) {
  EXPECT_EQ(resolver.resolve(file("abc")).value().reveal(), "abc");
  EXPECT_EQ(resolver.resolve(file("abc\n")).value().reveal(), "abc");
  EXPECT_EQ(resolver.resolve(file("abc\r\n")).value().reveal(), "abc");
  EXPECT_EQ(resolver.resolve(file(" abc ")).value().reveal(), " abc ");
  EXPECT_EQ(lines.text, "");
}

TEST_F(ResolverTest, RefusesWhatCannotBeAKeyAndNeverShowsIt) {
  for (const std::string& content : {std::string("abc\n\n"), std::string("abc\ndef"), std::string("abc\0d", 5), std::string("a\x7f")}) {
    EXPECT_THAT(refusal(file(content)), HasSubstr("control character"));
    EXPECT_THAT(refusal(file(content)), Not(HasSubstr("abc")));
  }
  EXPECT_THAT(refusal(file("")), HasSubstr("is empty"));
  EXPECT_THAT(refusal(file("\n")), HasSubstr("is empty"));
}

TEST_F(ResolverTest, BoundsTheSize) {
  EXPECT_EQ(resolver.resolve(file(std::string(64 * 1024, 'k'))).value().reveal().size(), 64U * 1024);
  EXPECT_THAT(refusal(file(std::string(64 * 1024 + 1, 'k'))), HasSubstr("larger than 64 KB"));
  EXPECT_THAT(refusal(file(std::string(1024 * 1024, 'k'))), HasSubstr("larger than 64 KB"));
}

TEST_F(ResolverTest, NamesTheReferenceThatFails) {
  const SecretReference missing{SecretReference::Source::file, folder + "/missing"};
  EXPECT_THAT(refusal(missing), HasSubstr("file:" + folder + "/missing cannot be read: No such file"));
  EXPECT_EQ(resolver.resolve(missing).error().kind, base::ErrorKind::provider_authentication);
  EXPECT_THAT(refusal({SecretReference::Source::file, folder}), HasSubstr("is not a regular file"));
}

TEST_F(ResolverTest, DoesNotWaitForTheWriterOfAPipe) {
  const std::string path = folder + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(refusal({SecretReference::Source::file, path}), HasSubstr("is not a regular file"));
}

TEST_F(ResolverTest, WarnsOfAFileThatOthersCanRead) {
  EXPECT_EQ(resolver.resolve(file("abc", 0644)).value().reveal(), "abc");
  EXPECT_THAT(lines.text, HasSubstr("can be read by others than its owner"));
  EXPECT_THAT(lines.text, Not(HasSubstr("abc")));
}

}  // namespace
}  // namespace patchbay::secrets
