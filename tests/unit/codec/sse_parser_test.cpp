#include "codec/sse_parser.hpp"

#include "unit/codec/frames.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

using testing::OwnedFrame;
using testing::read_frames;
using testing::read_in_all_cuts;
using testing::Reading;

// Frames of a stream; the raw bytes of all of them must be the stream.
std::vector<OwnedFrame> frames_of(const std::string& text) {
  const Reading reading = read_in_all_cuts(SseParser(), text);
  EXPECT_FALSE(reading.failed);
  std::string raw;
  for (const OwnedFrame& frame : reading.frames) raw += frame.raw;
  EXPECT_EQ(raw, text);
  return reading.frames;
}

OwnedFrame data_frame(std::string raw, std::string data, std::string event = {}) {
  return {std::move(raw), std::move(event), std::move(data), {}, {}, FrameKind::data, FrameEnding::complete};
}
OwnedFrame comment_frame(std::string raw) { return {std::move(raw), {}, {}, {}, {}, FrameKind::comment, FrameEnding::complete}; }

using Frames = std::vector<OwnedFrame>;

TEST(SseParser, EventsOfTheUsualKind) {
  EXPECT_EQ(frames_of("data: {\"a\":1}\n\ndata: [DONE]\n\n"),
            (Frames{data_frame("data: {\"a\":1}\n\n", "{\"a\":1}"), data_frame("data: [DONE]\n\n", "[DONE]")}));
  EXPECT_EQ(frames_of("event: ping\ndata: {}\n\n"), (Frames{data_frame("event: ping\ndata: {}\n\n", "{}", "ping")}));
}

TEST(SseParser, AllLineEnds) {
  EXPECT_EQ(frames_of("event: e\r\ndata: x\r\n\r\ndata: y\r\n\r\n"),
            (Frames{data_frame("event: e\r\ndata: x\r\n\r\n", "x", "e"), data_frame("data: y\r\n\r\n", "y")}));
  EXPECT_EQ(frames_of("event: e\rdata: x\r\rdata: y\r\r"),
            (Frames{data_frame("event: e\rdata: x\r\r", "x", "e"), data_frame("data: y\r\r", "y")}));
  EXPECT_EQ(frames_of("data: x\n\r\ndata: y\r\n\n"), (Frames{data_frame("data: x\n\r\n", "x"), data_frame("data: y\r\n\n", "y")}));
  EXPECT_EQ(frames_of("data: x\r\n\rdata: y\n\r"), (Frames{data_frame("data: x\r\n\r", "x"), data_frame("data: y\n\r", "y")}));
}

TEST(SseParser, ALineFeedAfterAFrameThatEndedWithCrMeansNothing) {
  EXPECT_EQ(frames_of("data: x\r\r\ndata: y\n\n"), (Frames{data_frame("data: x\r\r", "x"), data_frame("\ndata: y\n\n", "y")}));
  EXPECT_EQ(frames_of("data: x\r\r\n"), (Frames{data_frame("data: x\r\r", "x"), comment_frame("\n")}));
}

TEST(SseParser, SeveralDataLinesAreJoined) {
  EXPECT_EQ(frames_of("data: a\ndata:b\ndata\ndata:  c\n\n"), (Frames{data_frame("data: a\ndata:b\ndata\ndata:  c\n\n", "a\nb\n\n c")}));
  EXPECT_EQ(frames_of("data:\ndata:\n\n"), (Frames{data_frame("data:\ndata:\n\n", "\n")}));
  EXPECT_EQ(frames_of("data: a\nevent: e\ndata: b\n\ndata: c\n\n"),
            (Frames{data_frame("data: a\nevent: e\ndata: b\n\n", "a\nb", "e"), data_frame("data: c\n\n", "c")}));
}

TEST(SseParser, EmptyDataIsData) {
  EXPECT_EQ(frames_of("data\n\n"), (Frames{data_frame("data\n\n", "")}));
  EXPECT_EQ(frames_of("data:\n\n"), (Frames{data_frame("data:\n\n", "")}));
  EXPECT_EQ(frames_of("data: \n\n"), (Frames{data_frame("data: \n\n", "")}));
}

TEST(SseParser, CommentsAndBlankLines) {
  EXPECT_EQ(frames_of(": ping\n\n"), (Frames{comment_frame(": ping\n\n")}));
  EXPECT_EQ(frames_of(":\n\n\n\ndata: x\n\n"),
            (Frames{comment_frame(":\n\n"), comment_frame("\n"), comment_frame("\n"), data_frame("data: x\n\n", "x")}));
  EXPECT_EQ(frames_of(": c\ndata: x\n: d\n\n"), (Frames{data_frame(": c\ndata: x\n: d\n\n", "x")}));
  EXPECT_EQ(frames_of("\r\n\r\n"), (Frames{comment_frame("\r\n"), comment_frame("\r\n")}));
}

TEST(SseParser, OtherFields) {
  const Frames frames = frames_of("id: 7\nretry: 2500\nevent: e\nevent: f\nDATA: no\n data: no\nunknown: x\ndata: y\n\n");
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].id, "7");
  EXPECT_EQ(frames[0].retry, 2500U);
  EXPECT_EQ(frames[0].event, "f");
  EXPECT_EQ(frames[0].data, "y");
  EXPECT_EQ(frames_of("retry: 1x\ndata: y\n\n")[0].retry, std::nullopt);
  EXPECT_EQ(frames_of("retry: -1\ndata: y\n\n")[0].retry, std::nullopt);
  EXPECT_EQ(frames_of("retry:\ndata: y\n\n")[0].retry, std::nullopt);
  EXPECT_EQ(frames_of("retry: 99999999999999999999\ndata: y\n\n")[0].retry, std::nullopt);
  EXPECT_EQ(frames_of(std::string("id: a\0b\ndata: y\n\n", 17))[0].id, "");
}

TEST(SseParser, AnEventWithoutDataIsNotDispatched) {
  const Frames frames = frames_of("event: e\nid: 1\n\n");
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].kind, FrameKind::comment);
  EXPECT_EQ(frames[0].event, "e");
}

TEST(SseParser, AByteOrderMarkAtTheStartOnly) {
  EXPECT_EQ(frames_of("\xEF\xBB\xBF"
                      "data: x\n\n"),
            (Frames{data_frame("\xEF\xBB\xBF"
                               "data: x\n\n",
                               "x")}));
  const Frames later = frames_of(
      "data: x\n\n\xEF\xBB\xBF"
      "data: y\n\n");
  ASSERT_EQ(later.size(), 2U);
  EXPECT_EQ(later[1].kind, FrameKind::comment) << "the field's name is not data";
}

TEST(SseParser, TheEndOfTheStreamInsideAFrameIsReported) {
  for (const char* text : {"data: x\n", "data: x", "event: e\ndata: x\r\n", "data: x\r"}) {
    const Frames frames = frames_of(text);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0].ending, FrameEnding::end_of_stream) << text;
    EXPECT_EQ(frames[0].data, "x");
  }
  EXPECT_EQ(frames_of("data: x\n\r")[0].ending, FrameEnding::complete);
  EXPECT_TRUE(frames_of("").empty());
}

TEST(SseParser, FramesInsideTheInputAreNotCopied) {
  const std::string text = "data: x\n\ndata: y\n\ndata: z";
  SseParser parser;
  parser.feed(text);
  EXPECT_EQ(parser.next().value()->data.data(), text.data() + 6);
  EXPECT_EQ(parser.next().value()->raw.data(), text.data() + 9);
  EXPECT_EQ(parser.buffered(), 0U);
  EXPECT_FALSE(parser.next().value().has_value());
  EXPECT_EQ(parser.buffered(), 7U);
  parser.feed("\n\n");
  EXPECT_EQ(parser.next().value()->data, "z");
  EXPECT_FALSE(parser.next().value().has_value());
  EXPECT_EQ(parser.buffered(), 0U);
}

TEST(SseParser, AFrameHasALimit) {
  const std::string text = "data: 1\n\ndata: " + std::string(100, 'x') + "\n\ndata: 2\n\n";
  EXPECT_FALSE(read_in_all_cuts(SseParser(108), text).failed);
  const Reading over = read_in_all_cuts(SseParser(107), text);
  EXPECT_TRUE(over.failed);
  EXPECT_EQ(over.frames.size(), 1U);
  SseParser parser(10);
  parser.feed("data: no end in sight");
  const auto error = parser.next();
  ASSERT_FALSE(error.has_value());
  EXPECT_EQ(error.error().kind, base::ErrorKind::bad_provider_response);
  EXPECT_EQ(error.error().origin, base::Origin::provider);
  EXPECT_EQ(parser.buffered(), 0U);
  EXPECT_FALSE(parser.finish().has_value());
}

// 8 MB in pieces of 64 bytes: rescanning would read half a terabyte.
TEST(SseParser, ADrippedFrameCostsLinearTime) {
  const std::string piece(64, 'x');
  SseParser parser;
  parser.feed("data: ");
  ASSERT_FALSE(parser.next().value().has_value());
  for (int i = 0; i < 128 * 1024; ++i) {
    parser.feed(piece);
    ASSERT_FALSE(parser.next().value().has_value());
  }
  parser.feed("\n\n");
  EXPECT_EQ(parser.next().value()->data.size(), 8U * 1024 * 1024);
}

}  // namespace
}  // namespace patchbay::codec
