#include "base/error_tables.hpp"

#include <gtest/gtest.h>

#include <set>

namespace patchbay::base {

TEST(ErrorTables, EveryKindHasItsOwnNameAndIsFoundByIt) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < error_kind_count; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    EXPECT_TRUE(names.insert(name(kind)).second) << name(kind);
    EXPECT_EQ(kind_named(name(kind)), kind);
  }
  EXPECT_EQ(kind_named("no_such_kind"), std::nullopt);
}

TEST(ErrorTables, StatusesFollowTheContract) {
  EXPECT_EQ(http_status(ErrorKind::invalid_request), 400);
  EXPECT_EQ(http_status(ErrorKind::provider_authentication), 502);
  EXPECT_EQ(http_status(ErrorKind::quota_exhausted), 502);
  EXPECT_EQ(http_status(ErrorKind::overloaded), 503);
  EXPECT_EQ(http_status(ErrorKind::timeout), 504);
}

TEST(ErrorTables, NoTargetTakesTheStatusOfItsOnlyCause) {
  Error error(ErrorKind::no_target, "all failed");
  error.causes.emplace_back(ErrorKind::overloaded, "busy");
  EXPECT_EQ(http_status(error), 503);
  EXPECT_TRUE(should_retry(error));
  error.causes.emplace_back(ErrorKind::provider_authentication, "key");
  EXPECT_EQ(http_status(error), 502);
  EXPECT_FALSE(should_retry(error));
}

TEST(ErrorTables, ProviderStatusesMapWithoutABody) {
  EXPECT_EQ(kind_for_provider_status(401), ErrorKind::provider_authentication);
  EXPECT_EQ(kind_for_provider_status(422), ErrorKind::invalid_request);
  EXPECT_EQ(kind_for_provider_status(529), ErrorKind::overloaded);
  EXPECT_EQ(kind_for_provider_status(599), ErrorKind::provider_error);
}

}  // namespace patchbay::base
