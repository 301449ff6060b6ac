#include "json/parse_error.hpp"

#include "json/path.hpp"
#include "json/scan.hpp"
#include "json/string_escape.hpp"
#include "json/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::json {
namespace {

constexpr std::size_t longest_key = 64;
constexpr std::size_t longest_path = 256;  // bytes; "..." comes on top

// A key may be hostile: endless, not UTF-8. It is shown as it is written, escapes included, so that it holds no control characters.
std::string shown_key(std::string_view raw) {
  const std::string_view kept = raw.substr(0, escaped_prefix(raw, longest_key));
  std::string key;
  for (std::size_t at = 0; at < kept.size();) {
    const Utf8Sequence sequence = utf8_sequence(kept.substr(at));
    key += sequence.state == Utf8State::valid ? kept.substr(at, sequence.length) : "\xEF\xBF\xBD";
    at += sequence.length;
  }
  if (raw.size() > longest_key) key += "...";
  return key;
}

std::string expected(Fault fault, const Limits& limits) {
  switch (fault) {
    case Fault::value: return "expected a value";
    case Fault::key_or_end: return "expected a key or '}'";
    case Fault::key: return "expected a key";
    case Fault::colon: return "expected ':' after a key";
    case Fault::comma_or_brace: return "expected ',' or '}'";
    case Fault::comma_or_bracket: return "expected ',' or ']'";
    case Fault::end: return "expected the end of the text";
    case Fault::digit: return "expected a digit";
    case Fault::unterminated: return "expected the end of a string";
    case Fault::control: return "a control character in a string must be escaped";
    case Fault::escape: return "expected an escape: one of \"\\/bfnrt or u and four hexadecimal digits";
    case Fault::lone_surrogate: return "half of a surrogate pair";
    case Fault::depth: return fmt::format("more than {} levels of nesting", limits.depth);
    case Fault::tokens: return fmt::format("more than {} keys and values", limits.tokens);
    case Fault::too_long: return "a JSON text of 4 GB or more";
    case Fault::byte_order_mark: return "a byte order mark is not allowed";
    case Fault::utf8: return "invalid UTF-8";
    case Fault::duplicate_key: return "duplicate key";
    case Fault::none: break;
  }
  return "no fault";
}

bool names_what_was_found(Fault fault) { return fault >= Fault::value && fault <= Fault::unterminated; }

std::string found(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return ", found the end of the text";
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte > 0x20 && byte < 0x7F) return fmt::format(", found '{}'", text[offset]);
  return fmt::format(", found byte 0x{:02x}", byte);
}

struct Walk {
  std::string_view text;
  const Token* tokens;
  std::size_t count;
  std::size_t offset;
};

// Appends the step from the container at `index` towards the offset; returns the index of that child, or 0 when the path ends here.
std::size_t step_into_array(const Walk& walk, std::size_t index, std::string& path) {
  const std::size_t last = std::min(walk.count, index + walk.tokens[index].next);
  std::size_t number = 0;
  for (std::size_t child = index + 1; child < last; child += walk.tokens[child].next, ++number) {
    if (walk.offset >= walk.tokens[child].end) continue;
    if (walk.offset < walk.tokens[child].start) break;
    append_path_item(path, number);
    return child;
  }
  return 0;
}
std::size_t step_into_object(const Walk& walk, std::size_t index, std::string& path) {
  const std::size_t last = std::min(walk.count, index + walk.tokens[index].next);
  for (std::size_t key = index + 1; key < last; key += 1 + walk.tokens[key + 1].next) {
    const bool whole = key + 1 < last;  // else the text broke off before the value
    if (whole && walk.offset >= walk.tokens[key + 1].end) continue;
    if (walk.offset < walk.tokens[key].start) break;
    append_path_field(path, shown_key(walk.text.substr(walk.tokens[key].start + 1, walk.tokens[key].end - walk.tokens[key].start - 2)));
    return whole && walk.offset >= walk.tokens[key + 1].start ? key + 1 : 0;
  }
  return 0;
}

}  // namespace

std::string path_at(std::string_view text, const Token* tokens, std::size_t count, std::size_t offset) {
  const Walk walk{text, tokens, count, offset};
  std::string path;
  std::size_t index = 0;
  while (index < count && path.size() <= longest_path) {
    if (tokens[index].type == Type::array)
      index = step_into_array(walk, index, path);
    else if (tokens[index].type == Type::object)
      index = step_into_object(walk, index, path);
    else
      break;
    if (index == 0) break;
  }
  if (path.size() > longest_path) path = path.substr(0, escaped_prefix(path, longest_path)) + "...";
  return path;
}

base::Error parse_error(Fault fault, std::string_view text, const Tape& tape, std::size_t offset, const Limits& limits) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  std::string message =
      fmt::format("JSON, line {}, column {} (byte {}): {}", line, offset - line_start + 1, offset, expected(fault, limits));
  if (names_what_was_found(fault)) message += found(text, offset);
  std::string path = path_at(text, tape.data(), tape.size(), offset);
  if (fault == Fault::duplicate_key) message += fmt::format(" {}", path);
  return base::invalid_request(std::move(message), std::move(path));
}

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= WordBlock::width && WordBlock(text.data() + at).high() == 0) {
      at += WordBlock::width;
      continue;
    }
    const Utf8Sequence sequence = utf8_sequence(text.substr(at));
    if (sequence.state != Utf8State::valid) return at;
    at += sequence.length;
  }
  return at;
}

}  // namespace patchbay::json
