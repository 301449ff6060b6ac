#include "gateway/answer_fields.hpp"

#include "gateway/published.hpp"
#include "json/document.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

using canonical::Warning;
using canonical::WarningKind;

TEST(WarningsJson, IsAsciiAndReadable) {
  const std::vector<Warning> warnings = {Warning(WarningKind::skipped, "caf\xC3\xA9", "\xF0\x9F\x98\x80 \"quoted\"")};
  const std::string text = warnings_json(warnings, 2048);
  for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x7F);
  json::Document document;
  ASSERT_TRUE(document.parse(text)) << text;
  EXPECT_EQ(document.root().at(0).find("feature").to_string(), "caf\xC3\xA9");
  EXPECT_EQ(document.root().at(0).find("detail").to_string(), "\xF0\x9F\x98\x80 \"quoted\"");
}

TEST(WarningsJson, StaysWithinItsLimitAndCountsTheRest) {
  const std::vector<Warning> warnings(100, Warning(WarningKind::unsupported, "feature", std::string(80, 'x')));
  const std::string text = warnings_json(warnings, 2048);
  EXPECT_LE(text.size(), 2048u);
  json::Document document;
  ASSERT_TRUE(document.parse(text));
  const json::Value root = document.root();
  EXPECT_EQ(root.at(root.size() - 1).find("more").as_int64(), static_cast<std::int64_t>(100 - (root.size() - 1)));
}

TEST(AnswerFields, TellTheRecord) {
  RequestRecord record;
  record.id = "r-1";
  record.provider = "mock";
  record.attempts = 2;
  AnswerFields fields;
  fields.add_record(record);
  std::map<std::string, std::string> seen;
  for (const auto& field : fields.fields()) seen[std::string(field.name)] = field.value;
  EXPECT_EQ(seen["x-request-id"], "r-1");
  EXPECT_EQ(seen["x-patchbay-provider"], "mock");
  EXPECT_EQ(seen["x-patchbay-attempts"], "2");
  EXPECT_FALSE(seen.contains("x-patchbay-warnings"));
}

TEST(Published, ReadersSeeWhatWasPublishedLast) {
  Published<int> source(std::make_shared<int>(1));
  PublishedReader<int> reader(source);
  EXPECT_EQ(*reader.get(), 1);
  const auto kept = reader.get();
  source.publish(std::make_shared<int>(2));
  EXPECT_EQ(*reader.get(), 2);
  EXPECT_EQ(*kept, 1);
}

}  // namespace
}  // namespace patchbay::gateway
