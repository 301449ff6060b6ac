// Outside text made safe for one line of a log or of /metrics.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::telemetry {

// Appends `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// Appends `text` with control characters as \n, \t or \xNN and bytes that are not UTF-8 as \xNN, so that one line stays one line.
void append_one_line(std::string& out, std::string_view text);

// Appends a label's value: backslash, quote and line feed escaped as the Prometheus text format wants; bytes that are not UTF-8 become
// U+FFFD.
void append_label_value(std::string& out, std::string_view text);

}  // namespace patchbay::telemetry
