// A frame: the unit in which a streamed answer is decoded and relayed (an SSE event, an NDJSON line). One shape for all wire formats.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay::codec {

enum class FrameKind : std::uint8_t {
  data,     // carries data (possibly empty)
  comment,  // carries none: comments, blank lines, an SSE event without a data field
};

enum class FrameEnding : std::uint8_t {
  complete,       // ended as the format asks
  end_of_stream,  // the stream ended inside it; a browser would drop such an SSE event
};

// Views into the input or the parser: valid until the next call of the parser that gave it.
struct Frame {
  std::string_view raw;    // the exact bytes, with their line ends and blank line: forwarded verbatim they mean the same
  std::string_view event;  // SSE event name; empty when there is none
  std::string_view data;   // SSE data lines joined by LF; the trimmed line of NDJSON
  std::string_view id;     // SSE id of this frame; empty when there is none
  std::optional<std::uint64_t> retry_milliseconds;
  FrameKind kind = FrameKind::data;
  FrameEnding ending = FrameEnding::complete;
};

inline constexpr std::size_t default_frame_limit = 16 * 1024 * 1024;

// Cuts a byte stream into frames. Use: feed(bytes), then next() until it gives nothing, then feed again; at the end finish() once.
// `bytes` must stay in place until next() has given nothing; frames that lie wholly in them are not copied. An incomplete frame is kept in
// a buffer that is freed with it. A frame over the limit is an error (bad_provider_response), after which the parser gives nothing more.
// Work is linear in the bytes however they are cut. Not thread-safe.
class FrameParser {
 public:
  virtual ~FrameParser() = default;
  virtual void feed(std::string_view bytes) = 0;
  [[nodiscard]] virtual base::Result<std::optional<Frame>> next() = 0;
  // The stream has ended: what is left as a last frame, nothing when all was given out. Only after next() gave nothing.
  [[nodiscard]] virtual base::Result<std::optional<Frame>> finish() = 0;
  // Bytes held back for a frame that is not complete; 0 when none.
  [[nodiscard]] virtual std::size_t buffered() const = 0;
};

}  // namespace patchbay::codec
