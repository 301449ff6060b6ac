#include "codec/http1_request_parser.hpp"

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
  std::string summary;  // of a complete head
};

std::string summary_of(const RequestHeadView& head) {
  std::string text = fmt::format("{} {} path={} query={} host={} v1.{} body={}:{} keep={} expect={} length={}\n", head.method_name,
                                 head.target, head.path, head.query, head.host, head.version == HttpVersion::http_1_1 ? 1 : 0,
                                 static_cast<int>(head.body.kind), head.body.length, head.keep_alive, head.expect_continue, head.length);
  for (const HeaderView header : head.headers) text += fmt::format("{}={}\n", header.name, header.value);
  return text;
}

// Feeds growing prefixes; the buffer moves each time, as a connection's buffer does.
Outcome parse(const Pieces& pieces, HeadLimits limits = {}) {
  Http1RequestParser parser(limits);
  RequestHeadView head;
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

Outcome parse_in_all_cuts(const std::string& text, HeadLimits limits = {}) {
  const Outcome whole = parse({text}, limits);
  for (const Pieces& pieces : all_cuts(text)) {
    const Outcome cut = parse(pieces, limits);
    EXPECT_EQ(cut.refused, whole.refused) << text;
    EXPECT_EQ(cut.complete, whole.complete) << text;
    EXPECT_EQ(cut.summary, whole.summary) << text;
  }
  return whole;
}

RequestHeadView accept(const std::string& text, HeadLimits limits = {}) {
  const Outcome outcome = parse_in_all_cuts(text, limits);
  EXPECT_TRUE(outcome.complete) << text << (outcome.refused ? name(*outcome.refused) : "incomplete");
  RequestHeadView head;
  Http1RequestParser parser(limits);
  EXPECT_TRUE(parser.feed(text, head).has_value());
  return head;
}

TEST(Http1RequestParser, ReadsAUsualRequest) {
  const std::string text =
      "POST /v1/chat/completions?beta=true HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nContent-Type:application/json\r\n"
      "Authorization: \t Bearer x y \t\r\ncontent-LENGTH: 12\r\nX-Empty:\r\nX-Utf8: \xC3\xA4\r\n\r\n{\"a\":\"b c\"}";
  const RequestHeadView head = accept(text);
  EXPECT_EQ(head.method, Method::post);
  EXPECT_EQ(head.path, "/v1/chat/completions");
  EXPECT_EQ(head.query, "beta=true");
  EXPECT_EQ(head.host, "127.0.0.1:7878");
  EXPECT_EQ(head.body, (BodyFraming{BodyKind::content_length, 12}));
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.expect_continue);
  EXPECT_EQ(text.substr(head.length), "{\"a\":\"b c\"}");
  EXPECT_EQ(head.headers.size(), 6U);
  EXPECT_EQ(head.headers.find(KnownHeader::authorization), "Bearer x y");
  EXPECT_EQ(head.headers.find("x-empty"), "");
  EXPECT_EQ(head.headers.find("x-utf8"), "\xC3\xA4");
  EXPECT_EQ(head.headers.find("x-none"), std::nullopt);
  EXPECT_EQ(head.headers.to_owned().get("Content-Type"), "application/json");
}

struct Accepted {
  const char* text;
  Method method;
  const char* path;
  const char* query;
  const char* host;
  BodyKind body;
  bool keep_alive;
};

class AcceptedRequest : public ::testing::TestWithParam<Accepted> {};

TEST_P(AcceptedRequest, IsReadAsMeant) {
  const Accepted& wanted = GetParam();
  const std::string text = wanted.text;
  const RequestHeadView head = accept(text);
  EXPECT_EQ(head.method, wanted.method);
  EXPECT_EQ(head.path, wanted.path);
  EXPECT_EQ(head.query, wanted.query);
  EXPECT_EQ(head.host, wanted.host);
  EXPECT_EQ(head.body.kind, wanted.body);
  EXPECT_EQ(head.keep_alive, wanted.keep_alive);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedRequest,
    ::testing::Values(
        Accepted{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Method::get, "/", "", "a", BodyKind::none, true},
        Accepted{"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Method::get, "/", "", "a", BodyKind::none, true},
        Accepted{"HEAD /?a=1?b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", Method::head, "/", "a=1?b", "a", BodyKind::none, false},
        Accepted{"GET /a HTTP/1.0\r\n\r\n", Method::get, "/a", "", "", BodyKind::none, false},
        Accepted{"GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\nHost: b\r\n\r\n", Method::get, "/a", "", "b", BodyKind::none, true},
        Accepted{"GET /a HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", Method::get, "/a", "", "", BodyKind::none, false},
        Accepted{"PUT /a HTTP/1.1\r\nHost: b\r\nConnection: foo,\tCLOSE \r\n\r\n", Method::put, "/a", "", "b", BodyKind::none, false},
        Accepted{"DELETE /a HTTP/1.1\r\nHost: b\r\nConnection: foo\r\nConnection: close\r\n\r\n", Method::del, "/a", "", "b",
                 BodyKind::none, false},
        Accepted{"POST /a HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: Chunked\r\n\r\n", Method::post, "/a", "", "b", BodyKind::chunked, true},
        Accepted{"POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\n\r\n", Method::post, "/a", "", "b", BodyKind::none, true},
        Accepted{"POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 18446744073709551615\r\n\r\n", Method::post, "/a", "", "b",
                 BodyKind::content_length, true},
        Accepted{"PATCH http://Example.COM:80/x?y HTTP/1.1\r\nHost: example.com:80\r\n\r\n", Method::patch, "/x", "y", "example.com:80",
                 BodyKind::none, true},
        Accepted{"GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", Method::get, "/", "", "a", BodyKind::none, true},
        Accepted{"GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n", Method::get, "/", "q", "a", BodyKind::none, true},
        Accepted{"GET http://a/ HTTP/1.0\r\n\r\n", Method::get, "/", "", "a", BodyKind::none, false},
        Accepted{"OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", Method::options, "*", "", "[::1]:80", BodyKind::none, true},
        Accepted{"TRACE //evil/%2f..;a HTTP/1.1\r\nHost: a\r\n\r\n", Method::trace, "//evil/%2f..;a", "", "a", BodyKind::none, true},
        Accepted{"PROPFIND /models/a/b:generate HTTP/1.1\r\nHost: a\r\n\r\n", Method::other, "/models/a/b:generate", "", "a",
                 BodyKind::none, true}));

TEST(Http1RequestParser, Expect) {
  EXPECT_TRUE(accept("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n").expect_continue);
  EXPECT_FALSE(accept("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").expect_continue) << "there is no body to wait for";
  EXPECT_FALSE(accept("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").expect_continue);
}

struct Refused {
  const char* what;
  std::string text;
  Http1Rule rule;
};
void PrintTo(const Refused& value, std::ostream* out) { *out << value.what; }

std::string with_fields(std::string_view fields) { return fmt::format("POST / HTTP/1.1\r\nHost: a\r\n{}\r\n", fields); }

// Everything that two parsers in a row could understand differently, and what is simply wrong.
std::vector<Refused> smuggling_corpus() {
  using enum Http1Rule;
  const auto one = [](const char* what, std::string_view field, Http1Rule rule) { return Refused{what, with_fields(field), rule}; };
  return {
      one("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", content_length_with_transfer_encoding),
      one("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", content_length_with_transfer_encoding),
      one("CL of zero with TE", "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", content_length_with_transfer_encoding),
      one("two different lengths", "Content-Length: 6\r\nContent-Length: 7\r\n", duplicate_content_length),
      one("two equal lengths", "Content-Length: 6\r\nContent-Length: 6\r\n", duplicate_content_length),
      one("two lengths, one zero", "Content-Length: 0\r\ncontent-length: 5\r\n", duplicate_content_length),
      one("list of lengths", "Content-Length: 6, 6\r\n", bad_content_length),
      one("list of different lengths", "Content-Length: 6,7\r\n", bad_content_length),
      one("negative length", "Content-Length: -1\r\n", bad_content_length),
      one("length with plus", "Content-Length: +6\r\n", bad_content_length),
      one("hexadecimal length", "Content-Length: 0x6\r\n", bad_content_length),
      one("fractional length", "Content-Length: 6.0\r\n", bad_content_length),
      one("length with blank inside", "Content-Length: 6 7\r\n", bad_content_length),
      one("length overflows", "Content-Length: 18446744073709551616\r\n", bad_content_length),
      one("length overflows far", "Content-Length: 99999999999999999999999999\r\n", bad_content_length),
      one("empty length", "Content-Length:\r\n", bad_content_length),
      one("length in other digits", "Content-Length: \xD9\xA1\r\n", bad_content_length),
      one("quoted length", "Content-Length: \"6\"\r\n", bad_content_length),
      one("length with underscore", "Content-Length: 1_0\r\n", bad_content_length),
      one("TE identity", "Transfer-Encoding: identity\r\n", bad_transfer_encoding),
      one("TE gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", bad_transfer_encoding),
      one("TE chunked, identity", "Transfer-Encoding: chunked, identity\r\n", bad_transfer_encoding),
      one("TE chunked twice in one", "Transfer-Encoding: chunked, chunked\r\n", bad_transfer_encoding),
      one("TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", bad_transfer_encoding),
      one("TE twice, first identity", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", bad_transfer_encoding),
      one("TE xchunked", "Transfer-Encoding: xchunked\r\n", bad_transfer_encoding),
      one("TE quoted", "Transfer-Encoding: \"chunked\"\r\n", bad_transfer_encoding),
      one("TE with a parameter", "Transfer-Encoding: chunked;q=1\r\n", bad_transfer_encoding),
      one("TE with a comma", "Transfer-Encoding: ,chunked\r\n", bad_transfer_encoding),
      one("TE empty", "Transfer-Encoding:\r\n", bad_transfer_encoding),
      one("TE with a vertical tab",
          "Transfer-Encoding: \x0B"
          "chunked\r\n",
          bad_header_value),
      one("TE with a form feed after it", "Transfer-Encoding: chunked\x0C\r\n", bad_header_value),
      one("blank before the colon", "Transfer-Encoding : chunked\r\n", space_before_colon),
      one("tab before the colon", "Content-Length\t: 6\r\n", space_before_colon),
      one("blank inside a name", "Content Length: 6\r\n", bad_header_name),
      one("folded line", "X: a\r\n b\r\n", obsolete_folding),
      one("folded TE", "Transfer-Encoding:\r\n chunked\r\n", obsolete_folding),
      one("folded with tab", "X: a\r\n\tTransfer-Encoding: chunked\r\n", obsolete_folding),
      one("bare LF after a field", "X: a\nContent-Length: 6\r\n", bare_lf),
      one("bare LF at the end of the head", "X: a\r\n\nContent-Length: 6\r\n", bare_lf),
      one("bare CR inside a value", "X: a\rContent-Length: 6\r\n", bare_cr),
      one("CR CR LF", "X: a\r\r\n", bare_cr),
      one("CR at the line's start", "\rX: a\r\n", bare_cr),
      one("NUL in a value", std::string_view("X: a\0b\r\n", 8), bad_header_value),
      one("DEL in a value", "X: a\x7F\r\n", bad_header_value),
      one("NUL in a name", std::string_view("X\0Y: a\r\n", 8), bad_header_name),
      one("empty name", ": a\r\n", bad_header_name),
      one("no colon", "Transfer-Encoding\r\n", missing_colon),
      one("no colon, bare LF", "Transfer-Encoding\n", missing_colon),
      one("slash in a name", "Content/Length: 6\r\n", bad_header_name),
      one("UTF-8 in a name", "Content-Length\xC2\xA0: 6\r\n", bad_header_name),
      one("quote in a name", "\"Host\": a\r\n", bad_header_name),
      one("endless name", std::string(300, 'a') + ": b\r\n", bad_header_name),
      one("two hosts", "Host: a\r\n", duplicate_host),
      one("unknown expectation", "Expect: 200-ok\r\n", bad_expect),
      {"no host", "GET / HTTP/1.1\r\n\r\n", missing_host},
      {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", bad_host},
      {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", bad_host},
      {"host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", bad_host},
      {"host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", bad_host},
      {"host with a bad port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", bad_host},
      {"two hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", duplicate_host},
      {"absolute target of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", host_mismatch},
      {"absolute target without Host", "GET http://b/ HTTP/1.1\r\n\r\n", missing_host},
      {"absolute target with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"absolute target without a host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"target of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"target without slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"asterisk without OPTIONS", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"NUL in the target", std::string("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", 31), bad_target},
      {"raw UTF-8 in the target", "GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"two blanks before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", bad_target},
      {"two blanks before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", bad_version},
      {"tab before the target", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", bad_request_line},
      {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", bad_version},
      {"HTTP/0.9", "GET /\r\n\r\n", bad_request_line},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", unsupported_version},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", unsupported_version},
      {"HTTP/1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", bad_request_line},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", unsupported_version},
      {"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", bad_version},
      {"HTTP/1,1", "GET / HTTP/1,1\r\nHost: a\r\n\r\n", bad_version},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", bare_lf},
      {"bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", bare_cr},
      {"blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", obsolete_folding},
      {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"bare LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"bare CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", bare_cr},
      {"blank first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"bad method", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"endless method", std::string(40, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n", bad_method},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", connect_unsupported},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", transfer_encoding_in_http_1_0},
      {"TLS instead of HTTP", "\x16\x03\x01\x02\x01\x01\xFC\n", bad_method},
  };
}

class RefusedRequest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, NamesTheRule) {
  const Refused& wanted = GetParam();
  const Outcome outcome = parse_in_all_cuts(wanted.text);
  ASSERT_TRUE(outcome.refused.has_value()) << wanted.what << (outcome.complete ? ": taken as\n" + outcome.summary : ": incomplete");
  EXPECT_EQ(name(*outcome.refused), name(wanted.rule)) << wanted.what;
}

INSTANTIATE_TEST_SUITE_P(SmugglingCorpus, RefusedRequest, ::testing::ValuesIn(smuggling_corpus()));

TEST(Http1RequestParser, TheHeadHasALimit) {
  const std::string text = with_fields("X-Long: " + std::string(500, 'v') + "\r\n");
  EXPECT_TRUE(parse_in_all_cuts(text, {.head_bytes = text.size()}).complete);
  EXPECT_EQ(parse_in_all_cuts(text, {.head_bytes = text.size() - 1}).refused, Http1Rule::head_too_large);
  EXPECT_EQ(parse_in_all_cuts(text, {.head_bytes = 100}).refused, Http1Rule::head_too_large);
  EXPECT_EQ(parse_in_all_cuts("GET / HTTP/1.1\r\nX: " + std::string(5000, 'v'), {.head_bytes = 1000}).refused, Http1Rule::head_too_large);
}

TEST(Http1RequestParser, TheTargetHasALimit) {
  const std::string text = "GET /" + std::string(99, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_TRUE(parse_in_all_cuts(text, {.target_bytes = 100}).complete);
  EXPECT_EQ(parse_in_all_cuts(text, {.target_bytes = 99}).refused, Http1Rule::target_too_long);
  EXPECT_EQ(http_status(Http1Rule::target_too_long), 414);
}

TEST(Http1RequestParser, TheNumberOfFieldsHasALimit) {
  std::string fields;
  for (std::size_t i = 1; i < max_header_count; ++i) fields += fmt::format("X-{}: {}\r\n", i, i);
  const RequestHeadView head = accept(with_fields(fields));
  EXPECT_EQ(head.headers.size(), max_header_count);
  EXPECT_EQ(parse_in_all_cuts(with_fields(fields + "Y: z\r\n")).refused, Http1Rule::too_many_headers);
  EXPECT_EQ(parse_in_all_cuts(with_fields("A: 1\r\nB: 2\r\n"), {.header_count = 2}).refused, Http1Rule::too_many_headers);
}

TEST(Http1RequestParser, PipelinedRequestsAreReadOneByOne) {
  const std::string first = "POST /1 HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string text = first + "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n";
  Http1RequestParser parser;
  RequestHeadView head;
  ASSERT_EQ(parser.feed(text, head), ParseProgress::complete);
  EXPECT_EQ(head.length, first.size());
  parser.reset();
  ASSERT_EQ(parser.feed(std::string_view(text).substr(head.length), head), ParseProgress::complete);
  EXPECT_EQ(head.path, "/2");
  EXPECT_EQ(head.host, "b");
  EXPECT_EQ(head.headers.size(), 1U);
}

TEST(Http1RequestParser, ViewsFollowTheirBuffer) {
  std::string text = "GET http://a?q HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
  Http1RequestParser parser;
  RequestHeadView head;
  ASSERT_EQ(parser.feed(text, head), ParseProgress::complete);
  const std::string before = summary_of(head);
  const std::string moved = text;
  head.rebase(moved.data());
  std::fill(text.begin(), text.end(), '?');
  EXPECT_EQ(summary_of(head), before);
}

// 60 KB in single bytes: quadratic work would be about two thousand million steps.
TEST(Http1RequestParser, DrippedBytesCostLinearTime) {
  const std::string text = with_fields("X: " + std::string(60000, 'v') + "\r\n");
  Http1RequestParser parser;
  RequestHeadView head;
  for (std::size_t size = 1; size < text.size(); ++size) {
    ASSERT_EQ(parser.feed(std::string_view(text).substr(0, size), head), ParseProgress::need_more);
  }
  EXPECT_EQ(parser.feed(text, head), ParseProgress::complete);
}

}  // namespace
}  // namespace patchbay::codec
