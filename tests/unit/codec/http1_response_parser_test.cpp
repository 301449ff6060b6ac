#include "codec/http1_response_parser.hpp"

#include "unit/codec/cuts.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace patchbay::codec {
namespace {

using testing::all_cuts;
using testing::Pieces;

struct Outcome {
  std::optional<Http1Rule> refused;
  bool complete = false;
  std::string summary;
};

std::string summary_of(const ResponseHeadView& head) {
  std::string text =
      fmt::format("{} {} v1.{} body={}:{} keep={} length={}\n", head.status, head.reason, head.version == HttpVersion::http_1_1 ? 1 : 0,
                  static_cast<int>(head.body.kind), head.body.length, head.keep_alive, head.length);
  for (const HeaderView header : head.headers) text += fmt::format("{}={}\n", header.name, header.value);
  return text;
}

Outcome parse(const Pieces& pieces, Method method) {
  Http1ResponseParser parser(method);
  ResponseHeadView head;
  std::string buffered;
  for (const std::string& piece : pieces) {
    std::string moved = buffered + piece;
    std::fill(buffered.begin(), buffered.end(), '?');
    buffered.swap(moved);
    const auto progress = parser.feed(buffered, head);
    if (!progress) return {progress.error().rule, false, {}};
    if (*progress == ParseProgress::complete) return {std::nullopt, true, summary_of(head)};
  }
  return {};
}

Outcome parse_in_all_cuts(const std::string& text, Method method = Method::post) {
  const Outcome whole = parse({text}, method);
  for (const Pieces& pieces : all_cuts(text)) {
    const Outcome cut = parse(pieces, method);
    EXPECT_EQ(cut.refused, whole.refused) << text;
    EXPECT_EQ(cut.complete, whole.complete) << text;
    EXPECT_EQ(cut.summary, whole.summary) << text;
  }
  return whole;
}

struct Accepted {
  const char* text;
  Method method;
  int status;
  const char* reason;
  BodyKind body;
  bool keep_alive;
};
void PrintTo(const Accepted& value, std::ostream* out) { *out << value.text; }

class AcceptedResponse : public ::testing::TestWithParam<Accepted> {};

TEST_P(AcceptedResponse, IsReadAsMeant) {
  const Accepted& wanted = GetParam();
  const std::string text = wanted.text;
  const Outcome outcome = parse_in_all_cuts(text, wanted.method);
  ASSERT_TRUE(outcome.complete) << text << (outcome.refused ? name(*outcome.refused) : "incomplete");
  Http1ResponseParser parser(wanted.method);
  ResponseHeadView head;
  ASSERT_EQ(parser.feed(text, head), ParseProgress::complete);
  EXPECT_EQ(head.status, wanted.status);
  EXPECT_EQ(head.reason, wanted.reason);
  EXPECT_EQ(head.body.kind, wanted.body);
  EXPECT_EQ(head.keep_alive, wanted.keep_alive);
  EXPECT_EQ(head.length, text.find("\r\n\r\n") + 4);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedResponse,
    ::testing::Values(
        Accepted{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Method::post, 200, "OK", BodyKind::content_length, true},
        Accepted{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Method::post, 200, "OK", BodyKind::none, true},
        Accepted{"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0", Method::post, 200, "OK", BodyKind::chunked, true},
        Accepted{"HTTP/1.1 200 OK\r\n\r\nuntil the end", Method::post, 200, "OK", BodyKind::until_eof, false},
        Accepted{"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n", Method::post, 200, "", BodyKind::content_length, true},
        Accepted{"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n", Method::post, 200, "", BodyKind::content_length, true},
        Accepted{"HTTP/1.1 429 Too  Many \xC3\xA4\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", Method::post, 429,
                 "Too  Many \xC3\xA4", BodyKind::content_length, false},
        Accepted{"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", Method::post, 200, "OK", BodyKind::content_length, false},
        Accepted{"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", Method::post, 200, "OK",
                 BodyKind::content_length, true},
        Accepted{"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n", Method::post, 200, "OK",
                 BodyKind::chunked, false},
        Accepted{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Method::head, 200, "OK", BodyKind::none, true},
        Accepted{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Method::head, 200, "OK", BodyKind::none, true},
        Accepted{"HTTP/1.1 204 No Content\r\n\r\n", Method::post, 204, "No Content", BodyKind::none, true},
        Accepted{"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Method::post, 204, "No Content", BodyKind::none,
                 false},
        Accepted{"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", Method::get, 304, "Not Modified", BodyKind::none, true},
        Accepted{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", Method::post, 100, "Continue", BodyKind::none, true},
        Accepted{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", Method::post, 103, "Early Hints", BodyKind::none, true},
        Accepted{"HTTP/1.1 999 Request denied\r\nContent-Length: 1\r\n\r\n", Method::post, 999, "Request denied", BodyKind::content_length,
                 true}));

struct Refused {
  const char* text;
  Http1Rule rule;
};
void PrintTo(const Refused& value, std::ostream* out) { *out << value.text; }

class RefusedResponse : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedResponse, NamesTheRule) {
  const Outcome outcome = parse_in_all_cuts(GetParam().text);
  ASSERT_TRUE(outcome.refused.has_value());
  EXPECT_EQ(name(*outcome.refused), name(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedResponse,
    ::testing::Values(
        Refused{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                Http1Rule::content_length_with_transfer_encoding},
        Refused{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", Http1Rule::duplicate_content_length},
        Refused{"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", Http1Rule::bad_content_length},
        Refused{"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", Http1Rule::bad_content_length},
        Refused{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", Http1Rule::bad_transfer_encoding},
        Refused{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", Http1Rule::bad_transfer_encoding},
        Refused{"HTTP/1.1 200 OK\nContent-Length: 5\n\n", Http1Rule::bare_lf},
        Refused{"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", Http1Rule::obsolete_folding},
        Refused{"HTTP/1.1 200 OK\r\nX : a\r\n\r\n", Http1Rule::space_before_colon},
        Refused{"HTTP/1.1 200 OK\rX: a\r\n\r\n", Http1Rule::bare_cr}, Refused{"HTTP/1.1 20 OK\r\n\r\n", Http1Rule::bad_status_line},
        Refused{"HTTP/1.1 2000 OK\r\n\r\n", Http1Rule::bad_status_line}, Refused{"HTTP/1.1 099 OK\r\n\r\n", Http1Rule::bad_status_line},
        Refused{"HTTP/1.1 2x0 OK\r\n\r\n", Http1Rule::bad_status_line}, Refused{"HTTP/1.1  200 OK\r\n\r\n", Http1Rule::bad_status_line},
        Refused{"HTTP/1.1\r\n\r\n", Http1Rule::bad_status_line}, Refused{"HTTP/1.1 200 O\x01K\r\n\r\n", Http1Rule::bad_status_line},
        Refused{"HTTP/2.0 200 OK\r\n\r\n", Http1Rule::unsupported_version}, Refused{"HTTP/2 200\r\n\r\n", Http1Rule::bad_version},
        Refused{"ICY 200 OK\r\n\r\n", Http1Rule::bad_version}, Refused{"<html>not http\r\n\r\n", Http1Rule::bad_version},
        Refused{"\r\nHTTP/1.1 200 OK\r\n\r\n", Http1Rule::bad_version}));

TEST(Http1ResponseParser, ReadsOnAfterAnInterimResponse) {
  const std::string text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  Http1ResponseParser parser(Method::post);
  ResponseHeadView head;
  ASSERT_EQ(parser.feed(text, head), ParseProgress::complete);
  ASSERT_EQ(head.status, 100);
  parser.reset(Method::post);
  ASSERT_EQ(parser.feed(std::string_view(text).substr(head.length), head), ParseProgress::complete);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, (BodyFraming{BodyKind::content_length, 2}));
}

}  // namespace
}  // namespace patchbay::codec
