// What the request and the response parser share: field lines, and how they frame the body. Internal to the codec.
#pragma once

#include "codec/http1_error.hpp"
#include "codec/http1_head.hpp"

#include <cstdint>
#include <cstring>
#include <expected>
#include <string_view>

namespace patchbay::codec {

// What one attempt to take a line from the front of a text gave. Errors do not depend on what follows the byte at fault,
// so that a message cut anywhere fails in the same way.
enum class LineOutcome : std::uint8_t { need_more, taken, end_of_head };
struct TakenLine {
  LineOutcome outcome = LineOutcome::need_more;
  std::size_t length = 0;  // with its CRLF
};
using LineResult = std::expected<TakenLine, Http1Error>;

inline constexpr std::size_t max_header_name = 256;

// Takes one field line into `headers`, or the blank line.
[[nodiscard]] LineResult take_field_line(const char* begin, const char* end, std::size_t header_limit, HeaderViews& headers);

// Expects CRLF at `at`; `otherwise` is the rule broken by a byte that is neither CR nor LF. Answers the length up to the line's end.
[[nodiscard]] LineResult take_line_end(const char* begin, const char* at, const char* end, Http1Rule otherwise);

enum class VersionOutcome : std::uint8_t { need_more, taken };
inline constexpr std::size_t version_length = 8;
// Expects HTTP/1.0 or HTTP/1.1 at `at`.
[[nodiscard]] std::expected<VersionOutcome, Http1Error> take_version(const char* at, const char* end, HttpVersion& version);

// Content-length and transfer-encoding of a head. `chunked` wins nothing: both together are an error.
struct FramingFields {
  bool chunked = false;
  bool has_length = false;
  std::uint64_t length = 0;
};
[[nodiscard]] std::expected<FramingFields, Http1Error> read_framing_fields(const HeaderViews& headers);

// What the Connection fields say for this version.
[[nodiscard]] bool asks_keep_alive(HttpVersion version, const HeaderViews& headers);

// Takes the lines that are complete. `take_start_line(begin, end, head)` gives a LineResult, `interpret(head)` an expected<void>.
template <class Head, class TakeStartLine, class Interpret>
std::expected<ParseProgress, Http1Error> read_lines(HeadCursor& cursor, std::size_t header_limit, std::string_view text, Head& head,
                                                    TakeStartLine take_start_line, Interpret interpret) {
  const char* const end = text.data() + text.size();
  while (true) {
    const char* const begin = text.data() + cursor.line;
    const LineResult line =
        cursor.start_line_done ? take_field_line(begin, end, header_limit, head.headers) : take_start_line(begin, end, head);
    if (!line) return std::unexpected(line.error());
    if (line->outcome == LineOutcome::need_more) return ParseProgress::need_more;
    cursor.line += line->length;
    cursor.start_line_done = true;
    head.length = cursor.line;
    if (line->outcome != LineOutcome::end_of_head) continue;
    if (const auto meaning = interpret(head); !meaning) return std::unexpected(meaning.error());
    return ParseProgress::complete;
  }
}

// The feed() of both parsers. A line that is still incomplete is searched for its LF only, and read again when that has come (or the head
// is full), so that dripped bytes cost linear time.
template <class Head, class TakeStartLine, class Interpret>
std::expected<ParseProgress, Http1Error> feed_head(HeadCursor& cursor, const HeadLimits& limits, std::string_view buffered, Head& head,
                                                   TakeStartLine take_start_line, Interpret interpret) {
  if (!cursor.start_line_done) {
    head.headers.clear(buffered.data());
    head.length = 0;
    head.base = buffered.data();
  } else if (head.base != buffered.data()) {
    head.rebase(buffered.data());
  }
  const bool full = buffered.size() >= limits.head_bytes;
  const std::string_view text = buffered.substr(0, limits.head_bytes);
  const bool resumes = cursor.scanned > cursor.line;
  if (resumes && !full && std::memchr(text.data() + cursor.scanned, '\n', text.size() - cursor.scanned) == nullptr) {
    cursor.scanned = text.size();
    return ParseProgress::need_more;
  }
  const auto progress = read_lines(cursor, limits.header_count, text, head, take_start_line, interpret);
  if (progress && *progress == ParseProgress::need_more && full) return std::unexpected(Http1Error{Http1Rule::head_too_large});
  cursor.scanned = text.size();
  return progress;
}

}  // namespace patchbay::codec
