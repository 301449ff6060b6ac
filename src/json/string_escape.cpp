#include "json/string_escape.hpp"

#include "json/scan.hpp"
#include "json/utf8.hpp"

#include <simdjson.h>

#include <algorithm>

namespace patchbay::json {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The letter behind the backslash; 'u' for the long form.
char escape_letter(char c) {
  switch (c) {
    case '"':
    case '\\': return c;
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 'u';
  }
}

char* write_escape(char* to, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  *to++ = '\\';
  const char letter = escape_letter(c);
  *to++ = letter;
  if (letter != 'u') return to;
  for (const char digit : {'0', '0', hex[static_cast<unsigned char>(c) >> 4], hex[static_cast<unsigned char>(c) & 0xFU]}) *to++ = digit;
  return to;
}

// `to` has room for longest_escape bytes for each byte of the text, and for a whole block more. Returns the end of what it wrote.
constexpr std::size_t longest_escape = 6;
char* write_escaped(char* to, std::string_view text) {
  const char* from = text.data();
  const char* const end = from + text.size();
  while (end - from >= Block::width) {
    const Block block(from);
    block.store(to);
    const auto mask = block.special();
    const int plain = mask ? Block::first(mask) : Block::width;
    from += plain;
    to += plain;
    if (mask) to = write_escape(to, *from++);
  }
  for (; from != end; ++from)
    if (is_special(*from))
      to = write_escape(to, *from);
    else
      *to++ = *from;
  return to;
}

// Bytes at the end of the slice that begin a UTF-8 sequence which the slice does not finish.
std::size_t incomplete_tail(std::string_view slice) {
  for (std::size_t back = 1; back <= 3 && back <= slice.size(); ++back) {
    const auto byte = static_cast<unsigned char>(slice[slice.size() - back]);
    if ((byte & 0xC0U) == 0x80) continue;  // a continuation: look further back
    const Utf8Sequence sequence = utf8_sequence(slice.substr(slice.size() - back));
    return sequence.state == Utf8State::incomplete && sequence.length == back ? back : 0;
  }
  return 0;
}

}  // namespace

std::size_t find_escape(std::string_view text) {
  std::uint64_t high = 0;
  return static_cast<std::size_t>(find_special(text.data(), text.data() + text.size(), high) - text.data());
}

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::size_t slice = 512;  // bounds the room asked for the worst case
  while (!text.empty()) {
    if (const std::size_t plain = text.size() > slice ? find_escape(text) : 0; plain >= slice) {
      out.append(text.data(), plain);
      text.remove_prefix(plain);
      continue;
    }
    const std::string_view part = text.substr(0, slice);
    const std::size_t before = out.size();
    const auto write = [&](char* buffer, std::size_t) { return static_cast<std::size_t>(write_escaped(buffer + before, part) - buffer); };
    out.resize_and_overwrite(before + part.size() * longest_escape + Block::width, write);
    text.remove_prefix(part.size());
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  append_escaped(out, text);
  return out;
}

void append_escaped_lossy(std::string& out, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return append_escaped(out, text);
  while (!text.empty()) {
    const Utf8Sequence sequence = utf8_sequence(text);
    if (sequence.state == Utf8State::valid)
      append_escaped(out, text.substr(0, sequence.length));
    else
      out += replacement;
    text.remove_prefix(sequence.length);
  }
}

void DeltaEscaper::feed(std::string_view slice, std::string& out) {
  while (size_ != 0 && !slice.empty()) {
    held_[size_] = slice.front();
    const Utf8Sequence sequence = utf8_sequence(std::string_view(held_, size_ + 1U));
    if (sequence.state == Utf8State::invalid) {  // the new byte does not belong to it
      finish(out);
      break;
    }
    ++size_;
    slice.remove_prefix(1);
    if (sequence.state == Utf8State::valid) {
      out.append(held_, size_);
      size_ = 0;
    }
  }
  const std::size_t tail = incomplete_tail(slice);
  append_escaped_lossy(out, slice.substr(0, slice.size() - tail));
  std::ranges::copy(slice.substr(slice.size() - tail), held_ + size_);
  size_ = static_cast<unsigned char>(size_ + tail);
}

void DeltaEscaper::finish(std::string& out) {
  if (size_ != 0) out += replacement;
  size_ = 0;
}

}  // namespace patchbay::json
