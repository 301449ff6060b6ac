#include "base/secret_reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patchbay::base {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SecretReference, ReadsBothKinds) {
  EXPECT_EQ(parse_secret_reference("env:OPENAI_API_KEY"), (SecretReference{SecretReference::Source::environment, "OPENAI_API_KEY"}));
  EXPECT_EQ(parse_secret_reference("file:/run/secrets/key"), (SecretReference{SecretReference::Source::file, "/run/secrets/key"}));
  EXPECT_EQ(parse_secret_reference("file:a b.txt").value().text(), "file:a b.txt");
}

TEST(SecretReference, SaysWhatWouldBeRight) {
  for (const char* text :
       {"", "env:", "env:1X", "env:A B", "file:", "file:~/key", "file:a\nb", "sk-abcdefgh", "vault:x", "exec:pass show x", "ENV:X"}) {
    const auto reference = parse_secret_reference(text);
    ASSERT_FALSE(reference.has_value()) << text;
    EXPECT_EQ(reference.error().kind, ErrorKind::invalid_request);
    EXPECT_THAT(reference.error().message, testing::ContainsRegex("env:|file:")) << text;
  }
  EXPECT_THAT(parse_secret_reference("vault:x").error().message, HasSubstr("not supported by this version yet"));
  EXPECT_THAT(parse_secret_reference("exec:x").error().message, HasSubstr("not supported by this version yet"));
}

TEST(SecretReference, NeverRepeatsWhatMayBeASecret) {
  for (const char* text : {"sk-abcdefgh", "env:sk-abcdefgh", "abcdefgh"})
    EXPECT_THAT(parse_secret_reference(text).error().message, Not(HasSubstr("abcdefgh"))) << text;
}

}  // namespace
}  // namespace patchbay::base
