// Runs a frame parser over pieces and keeps what it gave, so that ways to cut can be compared.
#pragma once

#include "codec/frame.hpp"
#include "unit/codec/cuts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace patchbay::codec::testing {

struct OwnedFrame {
  std::string raw;
  std::string event;
  std::string data;
  std::string id;
  std::optional<std::uint64_t> retry;
  FrameKind kind;
  FrameEnding ending;
  bool operator==(const OwnedFrame&) const = default;
};

inline void PrintTo(const OwnedFrame& frame, std::ostream* out) {
  *out << "{raw=" << ::testing::PrintToString(frame.raw) << " event=" << frame.event << " data=" << ::testing::PrintToString(frame.data)
       << " id=" << frame.id << (frame.kind == FrameKind::data ? " data" : " comment")
       << (frame.ending == FrameEnding::complete ? "" : " end_of_stream") << "}";
}

inline OwnedFrame own(const Frame& frame) {
  return {std::string(frame.raw),
          std::string(frame.event),
          std::string(frame.data),
          std::string(frame.id),
          frame.retry_milliseconds,
          frame.kind,
          frame.ending};
}

struct Reading {
  std::vector<OwnedFrame> frames;
  bool failed = false;
  bool operator==(const Reading&) const = default;
};
inline void PrintTo(const Reading& reading, std::ostream* out) {
  *out << ::testing::PrintToString(reading.frames) << (reading.failed ? " failed" : "");
}

// Each piece is copied into a buffer that is overwritten afterwards: a view kept too long shows.
template <class Parser>
Reading read_frames(Parser parser, const Pieces& pieces) {
  Reading reading;
  std::string buffer;
  for (const std::string& piece : pieces) {
    buffer = piece;
    parser.feed(buffer);
    while (true) {
      const auto frame = parser.next();
      if (!frame) {
        EXPECT_FALSE(parser.next().has_value()) << "an error stays";
        reading.failed = true;
        return reading;
      }
      if (!frame->has_value()) break;
      reading.frames.push_back(own(**frame));
    }
    std::fill(buffer.begin(), buffer.end(), '?');
  }
  const auto last = parser.finish();
  reading.failed = !last.has_value();
  if (last && last->has_value()) reading.frames.push_back(own(**last));
  return reading;
}

template <class Parser>
Reading read_in_all_cuts(const Parser& parser, const std::string& text) {
  const Reading whole = read_frames(parser, {text});
  for (const Pieces& pieces : all_cuts(text)) EXPECT_EQ(read_frames(parser, pieces), whole) << ::testing::PrintToString(text);
  return whole;
}

}  // namespace patchbay::codec::testing
