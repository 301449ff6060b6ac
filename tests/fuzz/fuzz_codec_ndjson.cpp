// NdjsonParser: whole and cut give the same; raw bytes of frames and blank lines are the input; data never begins or ends with a blank.
#include "codec/ndjson_parser.hpp"
#include "fuzz/fuzzing.hpp"

#include <string>

namespace {

using namespace patchbay;

struct Owned {
  std::string raw;
  std::string data;
  codec::FrameEnding ending;
  bool operator==(const Owned&) const = default;
};

struct Reading {
  std::vector<Owned> frames;
  bool failed = false;
  bool operator==(const Reading&) const = default;
};

Reading read(const std::vector<std::string_view>& pieces, std::size_t limit) {
  codec::NdjsonParser parser(limit);
  Reading reading;
  std::string buffer;
  for (const std::string_view piece : pieces) {
    buffer.assign(piece);
    parser.feed(buffer);
    while (true) {
      const auto frame = parser.next();
      if (!frame) {
        reading.failed = true;
        return reading;
      }
      if (!*frame) break;
      reading.frames.push_back({std::string((*frame)->raw), std::string((*frame)->data), (*frame)->ending});
    }
    buffer.assign(buffer.size(), '?');
  }
  const auto last = parser.finish();
  FUZZ_CHECK(last.has_value());
  if (*last) reading.frames.push_back({std::string((*last)->raw), std::string((*last)->data), (*last)->ending});
  return reading;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The input must be the raw lines in their order, with nothing but blanks between them.
void check_raw(std::string_view text, const Reading& reading) {
  for (const Owned& frame : reading.frames) {
    FUZZ_CHECK(!frame.data.empty() && !is_blank(frame.data.front()) && !is_blank(frame.data.back()));
    FUZZ_CHECK(frame.data.find('\n') == std::string::npos && frame.raw.find(frame.data) != std::string::npos);
    FUZZ_CHECK(frame.raw.ends_with('\n') == (frame.ending == codec::FrameEnding::complete));
    while (!text.starts_with(frame.raw)) {
      FUZZ_CHECK(!text.empty() && is_blank(text.front()));
      text.remove_prefix(1);
    }
    text.remove_prefix(frame.raw.size());
  }
  for (const char c : text) FUZZ_CHECK(is_blank(c));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzzing::text_of(data, size);
  const Reading whole = read({text}, 1 << 20);
  FUZZ_CHECK(!whole.failed);
  check_raw(text, whole);
  const Reading limited = read({text}, 24);
  for (const auto& pieces : fuzzing::cuts_of(text)) {
    FUZZ_CHECK(read(pieces, 1 << 20) == whole);
    FUZZ_CHECK(read(pieces, 24) == limited);
  }
  return 0;
}
