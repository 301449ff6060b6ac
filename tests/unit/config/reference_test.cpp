#include "config/reference.hpp"

#include "catalog/vendor.hpp"
#include "config/parse.hpp"
#include "config/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace patchbay::config {
namespace {

const std::string page_path = std::string(PATCHBAY_SOURCE_DIR) + "/docs/reference/configuration.md";

TEST(Reference, ThePageInTheTreeIsTheGeneratedOne) {
  if (std::getenv("PATCHBAY_UPDATE_DOCS") != nullptr) std::ofstream(page_path) << reference_page();
  std::ifstream file(page_path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), reference_page()) << "PATCHBAY_UPDATE_DOCS=1 unit_config writes it";
}

TEST(Reference, NamesEveryKeyAndKind) {
  const std::string page = reference_page();
  for (const auto& key : server_keys()) EXPECT_THAT(page, testing::HasSubstr("| `" + std::string(key.text.name) + "` |"));
  for (const auto& key : provider_keys()) EXPECT_THAT(page, testing::HasSubstr("| `" + std::string(key.text.name) + "` |"));
  for (const auto& vendor : catalog::vendors()) EXPECT_THAT(page, testing::HasSubstr("| `" + std::string(vendor.kind) + "` |"));
}

// Defaults that can be typed, as lines of a file.
template <class Keys>
std::string defaults(const Keys& keys) {
  std::string text;
  for (const auto& key : keys) {
    const std::string_view value = key.text.default_value;
    const bool typed = !value.empty() && (value.front() == '"' || value.front() == '[' || value.front() == '{' || value == "true" ||
                                          value == "false" || value.find_first_not_of("0123456789") == std::string_view::npos);
    if (typed) text.append(key.text.name).append(" = ").append(value).append("\n");
  }
  return text;
}

TEST(Reference, StatesTheDefaultsThatAreInForce) {
  const std::string text = "[server]\n" + defaults(server_keys()) + "[log]\n" + defaults(log_keys()) +
                           "[providers.local]\nkind = \"llamacpp\"\nmanaged = true\n[providers.local.timeouts]\n" +
                           defaults(timeouts_keys());
  const SourceFile stated{"p.toml", text};
  const SourceFile bare{"p.toml", "[providers.local]\nkind = \"llamacpp\"\nmanaged = true\nidle_stop = \"15m\"\n"};
  const Parsed with = parse({&stated, 1});
  const Parsed without = parse({&bare, 1});
  ASSERT_NE(with.snapshot, nullptr) << text;
  ASSERT_NE(without.snapshot, nullptr);
  EXPECT_TRUE(difference(*with.snapshot, *without.snapshot).empty());
  EXPECT_EQ(with.snapshot->server, Server{});
  EXPECT_EQ(with.snapshot->log, Log{});
}

}  // namespace
}  // namespace patchbay::config
