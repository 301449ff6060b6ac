#include "codec/http1_error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace patchbay::codec {
namespace {

TEST(Http1Error, EveryRuleHasAnOwnNameADescriptionAndAStatus) {
  const std::set<int> statuses = {400, 413, 414, 417, 431, 501, 505};
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < http1_rule_count; ++i) {
    const auto rule = static_cast<Http1Rule>(i);
    EXPECT_TRUE(names.insert(name(rule)).second) << name(rule);
    EXPECT_NE(name(rule), "unknown");
    EXPECT_FALSE(description(rule).empty());
    EXPECT_TRUE(statuses.contains(http_status(rule))) << name(rule);
  }
}

TEST(Http1Error, TheOriginDecidesTheKind) {
  using base::ErrorKind;
  using base::Origin;
  EXPECT_EQ(to_error({Http1Rule::body_too_large}, Origin::client).kind, ErrorKind::request_too_large);
  EXPECT_EQ(to_error({Http1Rule::bad_method}, Origin::client).kind, ErrorKind::invalid_request);
  EXPECT_EQ(to_error({Http1Rule::truncated}, Origin::provider).kind, ErrorKind::truncated);
  EXPECT_EQ(to_error({Http1Rule::bare_lf}, Origin::provider).kind, ErrorKind::bad_provider_response);
  EXPECT_EQ(to_error({Http1Rule::bad_header_value}, Origin::gateway).kind, ErrorKind::internal);
  EXPECT_EQ(to_error({Http1Rule::bare_lf}, Origin::provider).message, "HTTP/1.1: a line ends with a line feed alone (bare_lf)");
}

}  // namespace
}  // namespace patchbay::codec
