#include "codec/http_message.hpp"

#include "codec/http_known_header.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

TEST(Headers, NamesCompareWithoutCaseAndKeepTheirOrder) {
  Headers headers = {{"Content-Type", "a"}, {"X-One", "1"}, {"x-one", "2"}};
  EXPECT_EQ(headers.get("content-type"), "a");
  EXPECT_EQ(headers.get("X-ONE"), "1");
  EXPECT_FALSE(headers.contains("x-on"));
  EXPECT_EQ(headers.begin()->name, "Content-Type");
}

TEST(Headers, SetReplacesTheFirstAndRemovesTheOthers) {
  Headers headers = {{"a", "1"}, {"b", "2"}, {"A", "3"}, {"c", "4"}};
  headers.set("A", "9");
  EXPECT_EQ(headers, (Headers{{"a", "9"}, {"b", "2"}, {"c", "4"}}));
  headers.set("d", "5");
  EXPECT_EQ(headers.size(), 4U);
  EXPECT_EQ(headers.get("D"), "5");
}

TEST(Headers, RemoveCounts) {
  Headers headers = {{"a", "1"}, {"b", "2"}, {"A", "3"}};
  EXPECT_EQ(headers.remove("a"), 2U);
  EXPECT_EQ(headers.remove("a"), 0U);
  EXPECT_EQ(headers, (Headers{{"b", "2"}}));
}

TEST(ReasonPhrase, KnowsTheUsualOnesAndAdmitsTheRest) {
  EXPECT_EQ(reason_phrase(200), "OK");
  EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_phrase(599), "Unknown");
}

TEST(KnownHeader, EveryNameFindsItselfInAnyCase) {
  for (std::size_t i = 1; i < known_header_count; ++i) {
    const auto header = static_cast<KnownHeader>(i);
    std::string upper(name(header));
    for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    EXPECT_EQ(known_header(name(header)), header) << name(header);
    EXPECT_EQ(known_header(upper), header) << upper;
    EXPECT_EQ(known_header(upper + "x"), KnownHeader::other);
    EXPECT_EQ(known_header(upper.substr(1)), KnownHeader::other);
  }
  EXPECT_EQ(known_header(""), KnownHeader::other);
  // Same slot as a known name (same length and outer letters), another text.
  EXPECT_EQ(known_header("hxxt"), KnownHeader::other);
  EXPECT_EQ(known_header("content_length"), KnownHeader::other);
  EXPECT_EQ(known_header("content\rlength"), KnownHeader::other);
  EXPECT_EQ(known_header("HO\x13T"), KnownHeader::other);
}

TEST(KnownHeader, HopByHop) {
  EXPECT_TRUE(is_hop_by_hop(known_header("Transfer-Encoding")));
  EXPECT_TRUE(is_hop_by_hop(known_header("proxy-connection")));
  EXPECT_FALSE(is_hop_by_hop(known_header("content-length")));
  EXPECT_FALSE(is_hop_by_hop(KnownHeader::other));
}

}  // namespace
}  // namespace patchbay::codec
