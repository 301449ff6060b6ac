// Writes server-sent events. Appends to a string that the caller owns.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::codec {

// `event: NAME` (when not empty), one `data:` line for each line of `data` (LF, CRLF and CR end a line), a blank line.
// Line ends inside `event` are left out, so that a name cannot forge a field.
void append_sse_event(std::string& out, std::string_view event, std::string_view data);

// `: text` for each line of `text`, and a blank line.
void append_sse_comment(std::string& out, std::string_view text);

}  // namespace patchbay::codec
