// Escaping and unescaping of JSON string contents (without the quotes), and nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::json {

// Offset of the first byte that must be escaped (quote, backslash, below 0x20), or text.size().
std::size_t find_escape(std::string_view text);

// Appends `text` escaped in the shortest common form (\n, \", \u001f). The text must be valid UTF-8; it goes through unchanged otherwise.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

// As append_escaped, but bytes that are not UTF-8 become U+FFFD: for text from outside that was never checked (file names, vendor errors).
void append_escaped_lossy(std::string& out, std::string_view text);

// Appends the text that `raw` (the inside of the quotes) stands for. False, with `out` as before, if an escape is malformed or a
// surrogate stands alone; never false for a string of a parsed Document. Bytes outside escapes are not checked.
[[nodiscard]] bool append_unescaped(std::string& out, std::string_view raw);

// Does the escaped `raw` stand for exactly `text`? Allocates nothing. False for malformed escapes.
bool escaped_equals(std::string_view raw, std::string_view text);

// Length of the longest prefix of `raw`, at most `limit` bytes, that cuts neither an escape, nor a surrogate pair, nor a UTF-8 sequence.
std::size_t escaped_prefix(std::string_view raw, std::size_t limit);

// Escapes a text that arrives in arbitrary slices: a UTF-8 sequence cut by the end of a slice is held back (at most 3 bytes) until
// the next; what can no longer become valid turns into U+FFFD. Every append is valid JSON string content of its own.
class DeltaEscaper {
 public:
  void feed(std::string_view slice, std::string& out);
  void finish(std::string& out);  // a sequence left incomplete becomes U+FFFD
  bool pending() const { return size_ != 0; }

 private:
  char held_[4] = {};
  unsigned char size_ = 0;
};

}  // namespace patchbay::json
