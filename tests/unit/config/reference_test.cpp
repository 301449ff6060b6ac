#include "config/reference.hpp"

#include "catalog/vendor.hpp"
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

}  // namespace
}  // namespace patchbay::config
