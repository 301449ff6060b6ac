#include "config/stray_characters.hpp"

#include "config/toml_text.hpp"

namespace patchbay::config {
namespace {

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

std::size_t first_stray(std::string_view text) {
  for (std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; at < text.size();) {
    if (is_beyond_ascii(text[at])) return at;
    if (text[at] == '"' || text[at] == '\'')
      at = end_of_text(text, at);
    else if (text[at] == '#')
      at = end_of_comment(text, at);
    else
      ++at;
  }
  return std::string_view::npos;
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
