#include "codec/ndjson_parser.hpp"

#include "unit/codec/frames.hpp"

#include <gtest/gtest.h>

namespace patchbay::codec {
namespace {

using testing::OwnedFrame;
using testing::read_in_all_cuts;
using testing::Reading;
using Frames = std::vector<OwnedFrame>;

OwnedFrame line(std::string raw, std::string data, FrameEnding ending = FrameEnding::complete) {
  return {std::move(raw), {}, std::move(data), {}, {}, FrameKind::data, ending};
}

TEST(NdjsonParser, Lines) {
  EXPECT_EQ(read_in_all_cuts(NdjsonParser(), "{\"a\":1}\n{\"b\":2}\n").frames,
            (Frames{line("{\"a\":1}\n", "{\"a\":1}"), line("{\"b\":2}\n", "{\"b\":2}")}));
  EXPECT_EQ(read_in_all_cuts(NdjsonParser(), " {} \r\n\t[]\n").frames, (Frames{line(" {} \r\n", "{}"), line("\t[]\n", "[]")}));
}

TEST(NdjsonParser, BlankLinesAreSkipped) {
  EXPECT_EQ(read_in_all_cuts(NdjsonParser(), "\n\r\n  \n{}\n\n1\n \t").frames, (Frames{line("{}\n", "{}"), line("1\n", "1")}));
}

TEST(NdjsonParser, TheLastLineMayLackItsEnd) {
  EXPECT_EQ(read_in_all_cuts(NdjsonParser(), "{}\n{\"a\":1}").frames,
            (Frames{line("{}\n", "{}"), line("{\"a\":1}", "{\"a\":1}", FrameEnding::end_of_stream)}));
  EXPECT_TRUE(read_in_all_cuts(NdjsonParser(), "").frames.empty());
}

TEST(NdjsonParser, ALineHasALimit) {
  EXPECT_FALSE(read_in_all_cuts(NdjsonParser(5), "1\n1234\n").failed);
  const Reading over = read_in_all_cuts(NdjsonParser(5), "1\n12345\n1\n");
  EXPECT_TRUE(over.failed);
  EXPECT_EQ(over.frames.size(), 1U);
  EXPECT_TRUE(read_in_all_cuts(NdjsonParser(5), "123456").failed);
}

TEST(NdjsonParser, LinesInsideTheInputAreNotCopied) {
  const std::string text = "1\n2\n3";
  NdjsonParser parser;
  parser.feed(text);
  EXPECT_EQ(parser.next().value()->raw.data(), text.data());
  EXPECT_EQ(parser.next().value()->raw.data(), text.data() + 2);
  EXPECT_FALSE(parser.next().value().has_value());
  EXPECT_EQ(parser.buffered(), 1U);
  parser.feed("4\n");
  EXPECT_EQ(parser.next().value()->data, "34");
  EXPECT_EQ(parser.buffered(), 0U);
}

}  // namespace
}  // namespace patchbay::codec
