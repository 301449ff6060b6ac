#include "codec/sse_writer.hpp"

#include "codec/sse_parser.hpp"
#include "unit/codec/frames.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

std::string event(std::string_view name, std::string_view data) {
  std::string out;
  append_sse_event(out, name, data);
  return out;
}

TEST(SseWriter, Events) {
  EXPECT_EQ(event("", "{}"), "data: {}\n\n");
  EXPECT_EQ(event("ping", "{}"), "event: ping\ndata: {}\n\n");
  EXPECT_EQ(event("", ""), "data: \n\n");
  EXPECT_EQ(event("", "a\nb\r\nc\rd\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  EXPECT_EQ(event("a\r\ndata: forged", "x"), "event: adata: forged\ndata: x\n\n");
}

TEST(SseWriter, Comments) {
  std::string out = "x";
  append_sse_comment(out, "patchbay {}");
  append_sse_comment(out, "a\n\ndata: forged");
  EXPECT_EQ(out, "x: patchbay {}\n\n: a\n: \n: data: forged\n\n");
}

TEST(SseWriter, TheParserReadsWhatWasWritten) {
  for (const char* data : {"", " ", "\n", "\n\n", " a", ":b", "a\n b\n\nc", "data: x"}) {
    const auto reading = testing::read_frames(SseParser(), {event("e", data)});
    ASSERT_EQ(reading.frames.size(), 1U);
    EXPECT_EQ(reading.frames[0].data, data);
    EXPECT_EQ(reading.frames[0].event, "e");
  }
}

}  // namespace
}  // namespace patchbay::codec
