// SseParser: the raw bytes of all frames are the input; whole and cut give the same frames; they mean what a plain reading of the WHATWG
// rules says; frames parsed alone give the same again.
#include "codec/sse_parser.hpp"
#include "codec/sse_writer.hpp"
#include "fuzz/fuzzing.hpp"

#include <optional>
#include <string>

namespace {

using namespace patchbay;

struct Event {
  std::string event;
  std::string data;
  bool operator==(const Event&) const = default;
};

struct Owned {
  std::string raw;
  Event event;
  std::string id;
  std::optional<std::uint64_t> retry;
  codec::FrameKind kind;
  codec::FrameEnding ending;
  bool operator==(const Owned&) const = default;
};

struct Reading {
  std::vector<Owned> frames;
  bool failed = false;
  bool operator==(const Reading&) const = default;
};

void keep(Reading& reading, const codec::Frame& frame) {
  reading.frames.push_back({std::string(frame.raw),
                            {std::string(frame.event), std::string(frame.data)},
                            std::string(frame.id),
                            frame.retry_milliseconds,
                            frame.kind,
                            frame.ending});
}

Reading read(const std::vector<std::string_view>& pieces, std::size_t limit) {
  codec::SseParser parser(limit);
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
      FUZZ_CHECK((*frame)->raw.size() <= limit);
      keep(reading, **frame);
    }
    buffer.assign(buffer.size(), '?');
  }
  const auto last = parser.finish();
  FUZZ_CHECK(last.has_value());
  if (*last) keep(reading, **last);
  return reading;
}

// The rules as the standard writes them, line by line, without any care for speed.
std::vector<Event> read_by_the_book(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Event> events;
  Event current;
  std::string line;
  bool has_data = false;
  const auto process_line = [&] {
    if (line.empty()) {
      if (has_data) {
        current.data.pop_back();
        events.push_back(current);
      }
      current = {};
      has_data = false;
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == 0) return;
    const std::string field = line.substr(0, colon);
    std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    if (field == "event") current.event = value;
    if (field == "data") current.data += value + "\n", has_data = true;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      line += text[i];
      continue;
    }
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    process_line();
    line.clear();
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzzing::text_of(data, size);
  const Reading whole = read({text}, 1 << 20);
  std::string raw;
  std::vector<Event> events;
  for (const Owned& frame : whole.frames) {
    raw += frame.raw;
    if (frame.kind == codec::FrameKind::data && frame.ending == codec::FrameEnding::complete) events.push_back(frame.event);
  }
  FUZZ_CHECK(!whole.failed && raw == text);
  FUZZ_CHECK(events == read_by_the_book(text));
  const Reading limited = read({text}, 64);
  for (const auto& pieces : fuzzing::cuts_of(text)) {
    FUZZ_CHECK(read(pieces, 1 << 20) == whole);
    FUZZ_CHECK(read(pieces, 64) == limited);
  }
  std::string written;
  for (const Event& event : events) codec::append_sse_event(written, event.event, event.data);
  FUZZ_CHECK(read_by_the_book(written).size() == events.size());
  return 0;
}
