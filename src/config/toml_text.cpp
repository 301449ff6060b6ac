#include "config/toml_text.hpp"

#include <algorithm>
#include <cstdint>

namespace patchbay::config {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

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

std::size_t end_of_comment(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

Place place_of(const std::string& path, std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  std::string_view in_line = before.substr(before.rfind('\n') + 1);
  if (in_line.starts_with(byte_order_mark)) in_line.remove_prefix(byte_order_mark.size());
  const auto column = std::count_if(in_line.begin(), in_line.end(), [](char c) { return !continues(c); }) + 1;
  return {path, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
}

}  // namespace patchbay::config
