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
  Reader(std::string_view text, Tape& tape, const Limits& limits);

  // On a fault the tape holds the tokens so far; `next` of the containers still open is set to reach to the last of them.
  Fault read();
  const char* position() const { return at_; }  // of the fault
  bool saw_non_ascii() const { return (high_ & high_bits) != 0; }

 private:
  enum class Step : std::uint8_t { value, key, after, done, failed };
  static constexpr std::uint64_t high_bits = ~std::uint64_t{0};

  Step read_value();
  Step read_key();
  Step read_after();
  Step read_container(Type type);
  Step read_number();
  Step read_literal(std::string_view word, Type type);
  Step fail(Fault fault);
  bool read_string();
  const char* skip_escape(const char* at);
  bool skip_digits();
  void skip_space();
  void open(Type type);
  Step close();
  bool emit(const char* start, const char* end, Type type, std::uint8_t flags);
  bool make_room();
  void close_all();

  const char* at_;
  const char* const end_;
  const char* const text_;
  Token* cursor_;  // where the next token goes
  Token* room_;    // the end of the tape's memory
  Tape& tape_;
  std::uint64_t high_ = 0;
  std::uint32_t container_ = 0;  // index of the innermost open one
  std::uint32_t depth_ = 0;
  bool in_object_ = false;
  Fault fault_ = Fault::none;
  const Limits& limits_;
};

}  // namespace patchbay::json
