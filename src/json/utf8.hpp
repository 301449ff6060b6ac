// Internal. One UTF-8 sequence at a time, for the places that are not hot; whole texts go to simdjson's validator.
#pragma once

#include <cstddef>
#include <string_view>

namespace patchbay::json {

enum class Utf8State : unsigned char {
  valid,
  incomplete,  // the text ends inside a sequence that was valid so far
  invalid,
};

struct Utf8Sequence {
  std::size_t length;  // bytes to step over: the sequence, or the longest prefix of one (at least 1)
  Utf8State state;
};

// What stands at the beginning of a text that is not empty (Unicode 15, table 3-7).
Utf8Sequence utf8_sequence(std::string_view text);

}  // namespace patchbay::json
