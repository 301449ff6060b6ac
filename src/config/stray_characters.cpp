#include "config/stray_characters.hpp"

#include <algorithm>
#include <cstdint>

namespace patchbay::config {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The end of the text that begins with a quote at `at`: behind its closing quote, or at the end of the line that it is not closed on.
std::size_t end_of_text(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string triple(3, quote);
  const bool multi_line = text.substr(at).starts_with(triple);
  const std::string closing = multi_line ? triple : std::string(1, quote);
  for (at += closing.size(); at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text.substr(at).starts_with(closing)) {
      at += closing.size();
      for (int i = 0; multi_line && i < 2 && at < text.size() && text[at] == quote; ++i)
        ++at;  // quotes may stand right before the closing ones
      return at;
    } else if (!multi_line && text[at] == '\n') {
      return at;
    }
  }
  return text.size();
}

std::size_t first_stray(std::string_view text) {
  for (std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; at < text.size();) {
    if (is_beyond_ascii(text[at])) return at;
    if (text[at] == '"' || text[at] == '\'')
      at = end_of_text(text, at);
    else if (text[at] == '#')
      at = std::min(text.find('\n', at), text.size());
    else
      ++at;
  }
  return std::string_view::npos;
}

Place place_of(const std::string& path, std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  std::string_view in_line = before.substr(before.rfind('\n') + 1);
  if (in_line.starts_with(byte_order_mark)) in_line.remove_prefix(byte_order_mark.size());
  const auto column = std::count_if(in_line.begin(), in_line.end(), [](char c) { return !continues(c); }) + 1;
  return {path, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
}

bool is_typographic_quote(std::string_view rest) {
  return rest.size() >= 3 && rest.starts_with("\xe2\x80") && static_cast<unsigned char>(rest[2]) >= 0x98 &&
         static_cast<unsigned char>(rest[2]) <= 0x9f;
}

}  // namespace

std::optional<Diagnostic> find_stray_character(const std::string& path, std::string_view text) {
  const std::size_t at = first_stray(text);
  if (at == std::string_view::npos) return std::nullopt;
  Diagnostic result;
  result.place = place_of(path, text, at);
  result.message = "this is not TOML: a character beyond ASCII outside of quotes";
  result.cure = "put texts, and names that are not made of a-z, A-Z, 0-9, _ and -, in double quotes";
  if (is_typographic_quote(text.substr(at))) {
    result.message = "this is not TOML: a typographic quote";
    result.cure = R"(write straight quotes: key = "value")";
  } else if (text.substr(at).starts_with("\xc2\xa0")) {
    result.message = "this is not TOML: a no-break space";
    result.cure = "write an ordinary space";
  }
  return result;
}

}  // namespace patchbay::config
