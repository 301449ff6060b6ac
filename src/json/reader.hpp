// Internal. The single pass over a JSON text: checks the grammar and fills the tape. UTF-8 and duplicate keys are checked afterwards.
// While a container is open, its token's `next` holds the distance back to the container around it: the tape is the stack.
#pragma once

#include "json/document.hpp"
#include "json/tape.hpp"

#include <cstdint>
#include <string_view>

namespace patchbay::json {

enum class Fault : std::uint8_t {
  none,
  value,             // expected a value
  key_or_end,        // expected a key or '}'
  key,               // expected a key
  colon,             // expected ':'
  comma_or_brace,    // expected ',' or '}'
  comma_or_bracket,  // expected ',' or ']'
  end,               // expected the end of the text
  digit,             // expected a digit
  unterminated,      // a string does not end
  control,           // a control character in a string
  escape,            // no such escape
  lone_surrogate,    // half of a surrogate pair
  depth,             // too many levels
  tokens,            // too many values
  too_long,          // 4 GB or more
  byte_order_mark,
  utf8,
  duplicate_key,
};

class Reader {
 public:
  Reader(std::string_view text, Tape& tape, const Limits& limits) : text_(text), tape_(tape), limits_(limits) {}

  // On a fault the tape holds the tokens so far; `next` of the containers still open is set to reach to the last of them.
  Fault read();
  const char* position() const { return position_; }  // of the fault
  bool saw_non_ascii() const { return saw_non_ascii_; }

 private:
  std::string_view text_;
  Tape& tape_;
  const Limits& limits_;
  const char* position_ = nullptr;
  bool saw_non_ascii_ = false;
};

}  // namespace patchbay::json
