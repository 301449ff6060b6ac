#include "codec/http1_body_decoder.hpp"

#include "unit/codec/cuts.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace patchbay::codec {
namespace {

using testing::all_cuts;
using testing::Pieces;

constexpr BodyFraming chunked{BodyKind::chunked, 0};

struct Outcome {
  std::string payload;
  std::size_t consumed = 0;  // nothing is said about it after an error
  bool done = false;
  std::optional<Http1Rule> refused;
  bool operator==(const Outcome&) const = default;
};

// Feeds the pieces, then the end of the connection.
Outcome decode(const Pieces& pieces, BodyFraming framing, BodyLimits limits) {
  Http1BodyDecoder decoder(framing, limits);
  Outcome outcome;
  for (const std::string& piece : pieces) {
    std::vector<std::string_view> spans;
    const auto consumed = decoder.feed(piece, spans);
    for (const std::string_view span : spans) {
      EXPECT_FALSE(span.empty());
      EXPECT_TRUE(span.data() >= piece.data() && span.data() + span.size() <= piece.data() + piece.size()) << "a view into the input";
      outcome.payload.append(span);
    }
    if (!consumed) {
      outcome.refused = consumed.error().rule;
      outcome.consumed = 0;
      EXPECT_EQ(decoder.feed("x", spans).error().rule, *outcome.refused) << "an error stays";
      EXPECT_EQ(decoder.finish().error().rule, *outcome.refused);
      return outcome;
    }
    outcome.consumed += *consumed;
    if (decoder.done()) break;
    EXPECT_EQ(*consumed, piece.size());
  }
  EXPECT_EQ(decoder.received(), outcome.payload.size());
  if (const auto ended = decoder.finish(); !ended) outcome.refused = ended.error().rule;
  outcome.done = decoder.done();
  return outcome;
}

Outcome decode_in_all_cuts(const std::string& text, BodyFraming framing, BodyLimits limits = {}) {
  const Outcome whole = decode({text}, framing, limits);
  for (const Pieces& pieces : all_cuts(text)) EXPECT_EQ(decode(pieces, framing, limits), whole) << text;
  return whole;
}

TEST(Http1BodyDecoder, NoBodyIsDoneAtOnce) {
  Http1BodyDecoder decoder;
  std::vector<std::string_view> payload;
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(decoder.feed("next", payload), 0U);
  EXPECT_TRUE(decoder.finish().has_value());
  EXPECT_TRUE(payload.empty());
}

TEST(Http1BodyDecoder, ContentLengthTakesItsBytesAndNoMore) {
  EXPECT_EQ(decode_in_all_cuts("hello, next", {BodyKind::content_length, 5}), (Outcome{"hello", 5, true, {}}));
  EXPECT_EQ(decode_in_all_cuts("hell", {BodyKind::content_length, 5}), (Outcome{"hell", 4, false, Http1Rule::truncated}));
  EXPECT_EQ(decode_in_all_cuts("", {BodyKind::content_length, 5}), (Outcome{"", 0, false, Http1Rule::truncated}));
}

TEST(Http1BodyDecoder, UntilEndOfConnection) {
  EXPECT_EQ(decode_in_all_cuts("hello", {BodyKind::until_eof, 0}), (Outcome{"hello", 5, true, {}}));
  EXPECT_EQ(decode_in_all_cuts("", {BodyKind::until_eof, 0}), (Outcome{"", 0, true, {}}));
  const Outcome over = decode_in_all_cuts("hello", {BodyKind::until_eof, 0}, {.body_bytes = 4});
  EXPECT_EQ(over.refused, Http1Rule::body_too_large);
  EXPECT_EQ(over.payload, "hell");
}

TEST(Http1BodyDecoder, ALengthOverTheLimitFailsBeforeAnyByteIsTaken) {
  Http1BodyDecoder decoder({BodyKind::content_length, 5}, {.body_bytes = 4});
  std::vector<std::string_view> payload;
  EXPECT_FALSE(decoder.done());
  EXPECT_EQ(decoder.feed("", payload).error().rule, Http1Rule::body_too_large);
  EXPECT_TRUE(payload.empty());
  EXPECT_TRUE(decode_in_all_cuts("hello", {BodyKind::content_length, 5}, {.body_bytes = 5}).done);
}

TEST(Http1BodyDecoder, AllChunksOfOneReadComeTogether) {
  Http1BodyDecoder decoder(chunked);
  std::vector<std::string_view> payload;
  const std::string_view text = "5\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n0\r\n\r\nnext";
  EXPECT_EQ(decoder.feed(text, payload), text.size() - 4);
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(payload, (std::vector<std::string_view>{"hello", ",", " world"}));
}

struct Chunks {
  const char* text;
  const char* payload;
  std::optional<Http1Rule> refused;
};
void PrintTo(const Chunks& value, std::ostream* out) { *out << value.text; }

class ChunkedBody : public ::testing::TestWithParam<Chunks> {};

TEST_P(ChunkedBody, IsDecodedOrRefused) {
  const Chunks& wanted = GetParam();
  const Outcome outcome = decode_in_all_cuts(wanted.text, chunked);
  EXPECT_EQ(outcome.payload, wanted.payload);
  EXPECT_EQ(outcome.refused, wanted.refused) << (outcome.refused ? name(*outcome.refused) : "taken");
  EXPECT_EQ(outcome.done, !wanted.refused);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ChunkedBody,
    ::testing::Values(
        Chunks{"0\r\n\r\n", "", {}}, Chunks{"000\r\n\r\n", "", {}}, Chunks{"a\r\n0123456789\r\n0\r\n\r\n", "0123456789", {}},
        Chunks{"A\r\n0123456789\r\n0\r\n\r\n", "0123456789", {}}, Chunks{"0000000000000005\r\nhello\r\n0\r\n\r\n", "hello", {}},
        Chunks{"5;a=b;c=\"d e\"\r\nhello\r\n0;last\r\n\r\n", "hello", {}}, Chunks{"5;a=\"\\\"\"\r\nhello\r\n0\r\n\r\n", "hello", {}},
        Chunks{"2\r\n\r\n\r\n0\r\n\r\n", "\r\n", {}}, Chunks{"5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n", {}},
        Chunks{"1\r\na\r\n0\r\nX-Trailer: b\r\nY:\r\n\r\n", "a", {}}, Chunks{"5\r\nhello\r\n0\r\nX: \xC3\xA4\t\r\n\r\n", "hello", {}},
        // refused
        Chunks{"", "", Http1Rule::truncated}, Chunks{"5\r\nhel", "hel", Http1Rule::truncated},
        Chunks{"5\r\nhello\r\n", "hello", Http1Rule::truncated}, Chunks{"5\r\nhello\r\n0\r\n", "hello", Http1Rule::truncated},
        Chunks{"5\r\nhello\r\n0\r\n\r", "hello", Http1Rule::truncated},
        Chunks{"5\r\nhello\r\n0\r\nX: y\r\n", "hello", Http1Rule::truncated}, Chunks{"\r\n", "", Http1Rule::bad_chunk_size},
        Chunks{";a\r\n", "", Http1Rule::bad_chunk_size}, Chunks{"-5\r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{"+5\r\nhello", "", Http1Rule::bad_chunk_size}, Chunks{"0x5\r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{" 5\r\nhello", "", Http1Rule::bad_chunk_size}, Chunks{"5 \r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{"5\t;a\r\nhello", "", Http1Rule::bad_chunk_size}, Chunks{"5_0\r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{"g\r\n", "", Http1Rule::bad_chunk_size}, Chunks{"5,5\r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{"00000000000000005\r\nhello", "", Http1Rule::bad_chunk_size},
        Chunks{"10000000000000005\r\nhello", "", Http1Rule::bad_chunk_size}, Chunks{"5\nhello", "", Http1Rule::bare_lf},
        Chunks{"5;a\nhello", "", Http1Rule::bare_lf}, Chunks{"5\rhello", "", Http1Rule::bare_cr},
        Chunks{"5\r\r\nhello", "", Http1Rule::bare_cr}, Chunks{"5;a\x01\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5;\r\nhello", "", Http1Rule::bad_chunk_extension}, Chunks{"5;a=\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5;=a\r\nhello", "", Http1Rule::bad_chunk_extension}, Chunks{"5;a==b\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5;;a\r\nhello", "", Http1Rule::bad_chunk_extension}, Chunks{"5;a=\"b\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5;a=\"b\"c\r\nhello", "", Http1Rule::bad_chunk_extension}, Chunks{"5; a\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5;a=b=c\r\nhello", "", Http1Rule::bad_chunk_extension},
        Chunks{"5\r\nhelloX\r\n0\r\n\r\n", "hello", Http1Rule::bad_chunk_end},
        Chunks{"5\r\nhello\n0\r\n\r\n", "hello", Http1Rule::bad_chunk_end},
        Chunks{"5\r\nhello\rX0\r\n\r\n", "hello", Http1Rule::bad_chunk_end},
        Chunks{"5\r\nhello0\r\n\r\n", "hello", Http1Rule::bad_chunk_end}, Chunks{"0\r\nX\r\n\r\n", "", Http1Rule::bad_trailer},
        Chunks{"0\r\nX : y\r\n\r\n", "", Http1Rule::bad_trailer}, Chunks{"0\r\n: y\r\n\r\n", "", Http1Rule::bad_trailer},
        Chunks{"0\r\nX: y\r\n z\r\n\r\n", "", Http1Rule::bad_trailer}, Chunks{"0\r\n\n", "", Http1Rule::bad_trailer},
        Chunks{"0\r\nX: y\n\r\n", "", Http1Rule::bare_lf}, Chunks{"0\r\nX: y\rZ", "", Http1Rule::bare_cr},
        Chunks{"0\r\n\rX", "", Http1Rule::bare_cr}, Chunks{"0\r\nX: \x7F\r\n\r\n", "", Http1Rule::bad_trailer}));

TEST(Http1BodyDecoder, TheBodyLimitCountsPayloadOverAllChunks) {
  const std::string text = "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
  EXPECT_TRUE(decode_in_all_cuts(text, chunked, {.body_bytes = 6}).done);
  const Outcome over = decode_in_all_cuts(text, chunked, {.body_bytes = 5});
  EXPECT_EQ(over.refused, Http1Rule::body_too_large);
  EXPECT_EQ(over.payload, "abc");
  EXPECT_EQ(decode_in_all_cuts("ffffffffffffffff\r\n", chunked, {.body_bytes = 5}).refused, Http1Rule::body_too_large);
}

TEST(Http1BodyDecoder, ExtensionsAndTrailersHaveLimits) {
  const std::string extension = "1;" + std::string(20, 'e') + "\r\na\r\n0\r\n\r\n";
  EXPECT_TRUE(decode_in_all_cuts(extension, chunked, {.chunk_extension_bytes = 20}).done);
  EXPECT_EQ(decode_in_all_cuts(extension, chunked, {.chunk_extension_bytes = 19}).refused, Http1Rule::chunk_extension_too_long);
  const std::string trailers = "0\r\nA: 1\r\nB: 2\r\n\r\n";
  EXPECT_TRUE(decode_in_all_cuts(trailers, chunked, {.trailer_bytes = 12}).done);
  EXPECT_EQ(decode_in_all_cuts(trailers, chunked, {.trailer_bytes = 11}).refused, Http1Rule::trailers_too_large);
}

}  // namespace
}  // namespace patchbay::codec
