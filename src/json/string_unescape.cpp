#include "json/escape_decode.hpp"
#include "json/scan.hpp"
#include "json/string_escape.hpp"
#include "json/utf8.hpp"

#include <cstring>

namespace patchbay::json {
namespace {

const char* find_backslash(const char* from, const char* end) {
  if (from == end) return end;  // memchr takes no null pointer
  const void* found = std::memchr(from, '\\', static_cast<std::size_t>(end - from));
  return found ? static_cast<const char*>(found) : end;
}

// `to` has room for raw.size() bytes and a whole block more (no escape is shorter than what it stands for). Null: malformed.
char* write_unescaped(char* to, std::string_view raw) {
  const char* from = raw.data();
  const char* const end = from + raw.size();
  while (from != end) {
    if (end - from >= Block::width) {
      const Block block(from);
      block.store(to);
      const auto mask = block.backslashes();
      const int plain = mask ? Block::first(mask) : Block::width;
      from += plain;
      to += plain;
      if (!mask) continue;
    } else if (*from != '\\') {
      *to++ = *from++;
      continue;
    }
    const DecodedEscape escape = decode_escape(from, end);
    if (escape.fault != EscapeFault::none) return nullptr;
    to += encode_utf8(escape.code_point, to);
    from += escape.length;
  }
  return to;
}

// Length of the escape or UTF-8 sequence at the beginning of `raw`; 0 when it is cut off.
std::size_t unit_length(std::string_view raw) {
  if (raw.front() != '\\') {
    const Utf8Sequence sequence = utf8_sequence(raw);
    return sequence.state == Utf8State::incomplete ? 0 : sequence.length;
  }
  const DecodedEscape escape = decode_escape(raw.data(), raw.data() + raw.size());
  if (escape.fault == EscapeFault::none) return escape.length;
  return raw.size() >= 12 ? 1 : 0;  // malformed: byte by byte
}

}  // namespace

bool append_unescaped(std::string& out, std::string_view raw) {
  const std::size_t before = out.size();
  bool good = true;
  const auto write = [&](char* buffer, std::size_t) {
    const char* const end = write_unescaped(buffer + before, raw);
    good = end != nullptr;
    return good ? static_cast<std::size_t>(end - buffer) : before;
  };
  out.resize_and_overwrite(before + raw.size() + Block::width, write);
  return good;
}

bool escaped_equals(std::string_view raw, std::string_view text) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  for (;;) {
    const char* const backslash = find_backslash(at, end);
    const std::string_view plain(at, static_cast<std::size_t>(backslash - at));
    if (!text.starts_with(plain)) return false;
    text.remove_prefix(plain.size());
    if (backslash == end) return text.empty();
    const DecodedEscape escape = decode_escape(backslash, end);
    if (escape.fault != EscapeFault::none) return false;
    char bytes[4];
    const std::string_view decoded(bytes, static_cast<std::size_t>(encode_utf8(escape.code_point, bytes)));
    if (!text.starts_with(decoded)) return false;
    text.remove_prefix(decoded.size());
    at = backslash + escape.length;
  }
}

std::size_t escaped_prefix(std::string_view raw, std::size_t limit) {
  if (raw.size() <= limit) return raw.size();
  std::size_t at = 0;
  while (at < limit) {
    const std::size_t length = unit_length(raw.substr(at));
    if (length == 0 || at + length > limit) break;
    at += length;
  }
  return at;
}

}  // namespace patchbay::json
