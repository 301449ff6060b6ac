// Internal. Turns a fault at an offset into an Error: line, column, what was expected, and the path of the place.
#pragma once

#include "base/error.hpp"
#include "json/reader.hpp"

#include <string>
#include <string_view>

namespace patchbay::json {

// The path of the value (or of the member being read) at that offset; long paths are shortened. All containers must have their
// `next` set; the tape may end early.
std::string path_at(std::string_view text, const Token* tokens, std::size_t count, std::size_t offset);

base::Error parse_error(Fault fault, std::string_view text, const Tape& tape, std::size_t offset, const Limits& limits);

// Offset of the first byte that is not part of valid UTF-8; text.size() if there is none.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace patchbay::json
