#include "codec/sse_writer.hpp"

#include "codec/http1_syntax.hpp"

namespace patchbay::codec {

namespace {

// A CR directly before a LF is part of the same line end.
void append_lines(std::string& out, std::string_view prefix, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    const char* const line_end = find_line_end(at, end);
    out.append(prefix).append(at, line_end).append("\n");
    if (line_end == end) return;
    at = line_end + (*line_end == '\r' && line_end + 1 != end && line_end[1] == '\n' ? 2 : 1);
  }
}

}  // namespace

void append_sse_event(std::string& out, std::string_view event, std::string_view data) {
  out.reserve(out.size() + event.size() + data.size() + 24);
  if (!event.empty()) {
    out.append("event: ");
    for (const char c : event) {
      if (c != '\r' && c != '\n') out.push_back(c);
    }
    out.append("\n");
  }
  append_lines(out, "data: ", data);
  out.append("\n");
}

void append_sse_comment(std::string& out, std::string_view text) {
  append_lines(out, ": ", text);
  out.append("\n");
}

}  // namespace patchbay::codec
