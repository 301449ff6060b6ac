#include "codec/percent_encoding.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

TEST(PercentEncoding, Encode) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c+d%\xC3\xA4:@"), "a%20b%2Fc%2Bd%25%C3%A4%3A%40");
  EXPECT_EQ(percent_encode("/v1/models/a:b c?d#e@f", PercentPart::path), "/v1/models/a:b%20c%3Fd%23e@f");
}

TEST(PercentEncoding, Decode) {
  EXPECT_EQ(percent_decode("a%20b%2fc%2F+").value(), "a b/c/+");
  EXPECT_EQ(percent_decode("a+b", PlusSign::space).value(), "a b");
  EXPECT_EQ(percent_decode("%00").value(), std::string(1, '\0'));
  EXPECT_EQ(percent_decode("%25%32%30").value(), "%20") << "once, not twice";
  for (const char* bad : {"%", "%2", "%zz", "a%2", "%%20", "%2g", "% 20"}) EXPECT_FALSE(percent_decode(bad).has_value()) << bad;
  EXPECT_EQ(percent_decode("ab%").error().kind, base::ErrorKind::invalid_request);
}

TEST(PercentEncoding, EveryByteComesBack) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(percent_decode(percent_encode(all)).value(), all);
  EXPECT_EQ(percent_decode(percent_encode(all, PercentPart::path)).value(), all);
  EXPECT_EQ(percent_decode(percent_encode(all), PlusSign::space).value(), all);
}

TEST(Query, Parse) {
  EXPECT_EQ(parse_query("").value(), QueryParameters{});
  EXPECT_EQ(parse_query("a=1&b=&c&&a=2%263&d=x=y+z").value(),
            (QueryParameters{{"a", "1"}, {"b", ""}, {"c", ""}, {"a", "2&3"}, {"d", "x=y z"}}));
  EXPECT_EQ(parse_query("=x&").value(), (QueryParameters{{"", "x"}}));
  EXPECT_FALSE(parse_query("a=%").has_value());
  EXPECT_FALSE(parse_query("%=a").has_value());
}

TEST(Query, WrittenQueriesAreReadBack) {
  const QueryParameters parameters = {{"a b", "c&d=e"}, {"\xC3\xA4", "+"}, {"empty", ""}};
  EXPECT_EQ(write_query(parameters), "a%20b=c%26d%3De&%C3%A4=%2B&empty=");
  EXPECT_EQ(parse_query(write_query(parameters)).value(), parameters);
}

}  // namespace
}  // namespace patchbay::codec
