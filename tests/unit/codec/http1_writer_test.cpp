#include "codec/http1_writer.hpp"

#include "codec/http1_body_decoder.hpp"
#include "codec/http1_request_parser.hpp"
#include "codec/http1_response_parser.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace patchbay::codec {
namespace {

TEST(Http1Writer, WritesARequestHead) {
  std::string out = "before";
  const RequestHead head{"POST", "/v1/x?y=%20", {{"Host", "a"}, {"X-Empty", ""}}, HttpVersion::http_1_1};
  ASSERT_TRUE(write_request_head(out, head).has_value());
  EXPECT_EQ(out, "beforePOST /v1/x?y=%20 HTTP/1.1\r\nHost: a\r\nX-Empty: \r\n\r\n");
}

TEST(Http1Writer, WritesAResponseHead) {
  std::string out;
  ASSERT_TRUE(write_response_head(out, {429, "", {{"retry-after", "2"}}, HttpVersion::http_1_1}).has_value());
  EXPECT_EQ(out, "HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\n\r\n");
  out.clear();
  ASSERT_TRUE(write_response_head(out, {200, "Fine", {}, HttpVersion::http_1_0}).has_value());
  EXPECT_EQ(out, "HTTP/1.0 200 Fine\r\n\r\n");
}

TEST(Http1Writer, NumbersAndTrustedLines) {
  std::string out;
  Http1HeadWriter writer(out);
  writer.status_line(200);
  writer.content_length(std::numeric_limits<std::uint64_t>::max());
  writer.trusted_lines("server: patchbay\r\n");
  ASSERT_TRUE(writer.finish().has_value());
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\nserver: patchbay\r\n\r\n");
}

// Texts of every length are searched in their own way.
TEST(Http1Writer, AControlCharacterIsFoundWhereverItStands) {
  for (std::size_t length = 1; length <= 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string value(length, 'v');
      for (const char fine : {'\t', ' ', '~', '\x80', '\xFF'}) {
        value[at] = fine;
        std::string out;
        EXPECT_TRUE(write_response_head(out, {200, {}, {{"x", value}}, HttpVersion::http_1_1})) << length << ' ' << at;
      }
      for (const char control : {'\0', '\n', '\r', '\x1F', '\x7F'}) {
        value[at] = control;
        std::string out;
        EXPECT_FALSE(write_response_head(out, {200, {}, {{"x", value}}, HttpVersion::http_1_1})) << length << ' ' << at;
      }
    }
  }
}

// Who vouches for a name still has the value looked at.
TEST(Http1Writer, TakesWhatIsVouchedFor) {
  std::string out;
  Http1HeadWriter writer(out);
  writer.status_line(204);
  writer.field({"x-name", "value", KnownHeader::other, Vouched::name});
  writer.field({"X-All", "", KnownHeader::other, Vouched::all});
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\nx-name: value\r\nX-All: \r\n\r\n");
  Http1HeadWriter broken(out);
  broken.status_line(204);
  broken.field({"x-name", "a\nb", KnownHeader::other, Vouched::name});
  EXPECT_FALSE(broken.finish());
}

// Whatever the control character and wherever it stands: nothing is written.
TEST(Http1Writer, NothingCanBreakOutOfItsPlace) {
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    const bool control = (c < 0x20 && c != '\t') || c == 0x7F;
    const std::string evil = std::string("a") + byte + "b";
    std::string out = "kept";
    EXPECT_EQ(write_request_head(out, {"GET", "/", {{"X", evil}}, HttpVersion::http_1_1}).has_value(), !control) << c;
    if (control) {
      EXPECT_EQ(out, "kept");
    }
    out = "kept";
    EXPECT_EQ(write_response_head(out, {200, evil, {}, HttpVersion::http_1_1}).has_value(), !control) << c;
    if (!control && c != ' ') continue;
    for (const RequestHead& head :
         {RequestHead{"GET", "/" + evil, {}, HttpVersion::http_1_1}, RequestHead{evil, "/", {}, HttpVersion::http_1_1},
          RequestHead{"GET", "/", {{evil, "x"}}, HttpVersion::http_1_1}}) {
      out = "kept";
      EXPECT_FALSE(write_request_head(out, head).has_value()) << c;
      EXPECT_EQ(out, "kept");
    }
  }
}

TEST(Http1Writer, TheFirstFaultIsNamed) {
  std::string out;
  Http1HeadWriter writer(out);
  writer.request_line("GET", "");
  writer.field("", "x");
  EXPECT_EQ(writer.finish().error().rule, Http1Rule::bad_target);
  EXPECT_TRUE(out.empty());
}

TEST(Http1Writer, OurOwnParsersReadIt) {
  std::string out;
  ASSERT_TRUE(write_request_head(out, {"POST", "/a", {{"host", "b"}, {"content-length", "3"}}, HttpVersion::http_1_1}).has_value());
  Http1RequestParser parser;
  RequestHeadView head;
  ASSERT_EQ(parser.feed(out, head), ParseProgress::complete);
  EXPECT_EQ(head.length, out.size());
  EXPECT_EQ(head.headers.to_owned(), (Headers{{"host", "b"}, {"content-length", "3"}}));
  EXPECT_EQ(head.body, (BodyFraming{BodyKind::content_length, 3}));
}

TEST(ChunkFraming, SizesAndRoundTrip) {
  EXPECT_EQ(ChunkHeader(1).view(), "1\r\n");
  EXPECT_EQ(ChunkHeader(255).view(), "ff\r\n");
  EXPECT_EQ(ChunkHeader(std::numeric_limits<std::uint64_t>::max()).view(), "ffffffffffffffff\r\n");
  std::string out;
  append_chunk(out, "hello");
  append_chunk(out, "");
  append_chunk(out, std::string(17, 'x'));
  out += last_chunk;
  EXPECT_EQ(out, "5\r\nhello\r\n11\r\n" + std::string(17, 'x') + "\r\n0\r\n\r\n");
  Http1BodyDecoder decoder({BodyKind::chunked, 0});
  std::vector<std::string_view> payload;
  ASSERT_EQ(decoder.feed(out, payload), out.size());
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(decoder.received(), 22U);
}

}  // namespace
}  // namespace patchbay::codec
