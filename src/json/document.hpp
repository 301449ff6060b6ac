// Reads a JSON text: one pass that validates all of it and leaves a tape of tokens with source offsets.
// Validated: the grammar (RFC 8259), literals and numbers, UTF-8, escapes and surrogate pairs, control characters, depth,
// duplicate keys, nothing behind the value, no byte order mark, less than 4 GB. No recursion: depth costs no stack.
// Numbers are checked for their form only; whether one fits a type is as_int64's or as_double's answer.
#pragma once

#include "base/result.hpp"
#include "json/tape.hpp"
#include "json/value.hpp"

#include <cstddef>
#include <string_view>

namespace patchbay::json {

enum class DuplicateKeys : std::uint8_t {
  refuse_top_level,  // members of the outermost object; find() takes the first where deeper ones are doubled
  refuse_all_levels,
};

struct Limits {
  std::size_t depth = 128;         // containers inside each other
  std::size_t tokens = 8'000'000;  // keys and values together; 16 bytes of memory each
  DuplicateKeys duplicate_keys = DuplicateKeys::refuse_top_level;
};

// Reusable: keeps its tape's memory between parses. Not for use by two threads at once. Moving it leaves its Values valid.
class Document {
 public:
  // The text is not copied: it must outlive this parse's Values. No padding is needed behind it.
  // Error: invalid_request; the message holds line, column (in bytes, from 1), byte offset and what was expected; `param` is the
  // path of the place (messages[3].content), empty at the top. After an error root() does not exist.
  base::Result<void> parse(std::string_view text, Limits limits = {});

  Value root() const { return tape_.size() == 0 ? Value() : Value(text_.data(), tape_.data()); }
  std::string_view text() const { return text_; }
  std::size_t token_count() const { return tape_.size(); }
  std::size_t memory() const { return tape_.capacity() * sizeof(Token); }  // bytes held
  void shrink() { tape_.release(); }                                       // gives them back; root() no longer exists

 private:
  std::string_view text_;
  Tape tape_;
};

}  // namespace patchbay::json
