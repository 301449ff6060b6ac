#include "config/nesting.hpp"

#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <vector>

namespace patchbay::config {
namespace {

// Takes the characters outside of texts and comments, and knows how many levels are open.
class Levels {
 public:
  void take(char c) {
    switch (c) {
      case '\n': end_line(); return;
      case '.': ++dots_; break;
      case ',': dots_ = 0; break;
      case '[':
      case '{': open(c); break;
      case ']':
      case '}': close(); break;
      case ' ':
      case '\t':
      case '\r': return;
      default: break;
    }
    line_begins_ = false;
  }

  std::size_t count() const { return around_ + dots_ + (in_header_ ? 1 : 0); }

 private:
  void end_line() {
    if (in_header_) header_ = dots_ + 1;
    in_header_ = false;
    line_begins_ = true;
    dots_ = 0;
    if (outer_.empty()) around_ = header_;
  }

  void open(char c) {
    if (in_header_) return;
    if (c == '[' && line_begins_ && outer_.empty()) {
      in_header_ = true;
      around_ = 0;
      return;
    }
    outer_.push_back(around_);
    around_ += dots_ + 1;
    dots_ = 0;
  }

  void close() {
    if (in_header_) return;
    dots_ = 0;
    if (outer_.empty()) return;
    around_ = outer_.back();
    outer_.pop_back();
  }

  std::vector<std::size_t> outer_;  // the levels around each open bracket
  std::size_t around_ = 0;          // the levels around the current name or value
  std::size_t header_ = 0;          // the levels of the last [table]
  std::size_t dots_ = 0;            // of the current name; those of a number count as well, which does no harm
  bool in_header_ = false;
  bool line_begins_ = true;
};

Diagnostic too_deep(Place place) {
  Diagnostic result;
  result.place = std::move(place);
  result.message = fmt::format("this is nested deeper than {} levels", deepest_nesting);
  result.cure = "write tables and lists with few levels, such as [providers.NAME]; dots and brackets inside a name or a text need quotes";
  return result;
}

}  // namespace

std::optional<Diagnostic> find_deep_nesting(const std::string& path, std::string_view text) {
  Levels levels;
  for (std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; at < text.size();) {
    const char c = text[at];
    levels.take(c);
    if (levels.count() > deepest_nesting) return too_deep(place_of(path, text, at));
    if (c == '"' || c == '\'')
      at = end_of_text(text, at);
    else if (c == '#')
      at = end_of_comment(text, at);
    else
      ++at;
  }
  return std::nullopt;
}

}  // namespace patchbay::config
