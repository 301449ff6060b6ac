#include "config/toml_reader.hpp"

#include "config/nesting.hpp"
#include "config/stray_characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

// Without exceptions; the package's shared library is built with them and not linked.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
// The library asserts (and with NDEBUG lets the compiler assume) what a file can break, "[ =" for one; the checks behind its assertions
// report the error properly, so they only have to be reached.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace patchbay::config {
namespace {

Position position_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

Node convert(const toml::node& from);

void convert_array(const toml::array& from, Node& to) {
  for (const toml::node& item : from) to.items.push_back(convert(item));
}

void convert_table(const toml::table& from, Node& to) {
  for (const auto& [key, value] : from) to.entries.push_back({std::string(key.str()), position_of(key.source()), convert(value)});
  // The library sorts by name; people, and the order of providers, go by place.
  std::sort(to.entries.begin(), to.entries.end(), [](const Entry& a, const Entry& b) { return a.position < b.position; });
}

Node convert(const toml::node& from) {
  Node to;
  to.position = position_of(from.source());
  switch (from.type()) {
    case toml::node_type::string:
      to.kind = NodeKind::text;
      to.text = from.as_string()->get();
      break;
    case toml::node_type::integer:
      to.kind = NodeKind::integer;
      to.integer = from.as_integer()->get();
      break;
    case toml::node_type::boolean:
      to.kind = NodeKind::boolean;
      to.boolean = from.as_boolean()->get();
      break;
    case toml::node_type::floating_point: to.kind = NodeKind::number; break;
    case toml::node_type::array:
      to.kind = NodeKind::array;
      convert_array(*from.as_array(), to);
      break;
    case toml::node_type::table:
      to.kind = NodeKind::table;
      convert_table(*from.as_table(), to);
      break;
    default: to.kind = NodeKind::date; break;
  }
  return to;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view without_comment(std::string_view line) { return trimmed(line.substr(0, line.find('#'))); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

// What a line defines: "[table]", or the key before its "=".
std::string_view defined_by(std::string_view line) {
  const std::string_view content = without_comment(line);
  return content.starts_with('[') ? content : trimmed(content.substr(0, content.find('=')));
}

// The library names the second of two definitions; the first is a line above it that defines the same, for a key within the same table.
std::optional<Position> first_definition(std::string_view text, std::uint32_t line) {
  const auto lines = lines_of(text);
  if (line == 0 || line > lines.size()) return std::nullopt;
  const std::string_view wanted = defined_by(lines[line - 1]);
  const bool is_table = wanted.starts_with('[');
  for (std::uint32_t i = line - 1; i-- > 0;) {
    const std::string_view defined = defined_by(lines[i]);
    if (!wanted.empty() && defined == wanted) return Position{i + 1, static_cast<std::uint32_t>(lines[i].find_first_not_of(" \t") + 1)};
    if (!is_table && defined.starts_with('[')) return std::nullopt;
  }
  return std::nullopt;
}

struct Cure {
  std::string_view sign;
  std::string_view text;
};
// The first sign that the library's words hold decides.
constexpr std::array<Cure, 13> cures = {{
    {"cannot redefine", "keep one of the two"},
    {"utf-8", "save the file as UTF-8"},
    {"unknown escape", R"(write \\ for a backslash, or put the text in single quotes)"},
    {"unescaped control", "close the text with a double quote on the same line"},
    {"parsing string", "close the text with a double quote on the same line"},
    {"64 bits", "write a smaller number"},
    {"table header", "a table begins with its name in brackets on a line of its own: [server]"},
    {"expected bare key", "names of keys and tables are made of a-z, A-Z, 0-9, _ and -; others stand in quotes"},
    {"parsing array", R"(write a list as ["a", "b"])"},
    {"could not determine value type", R"(put texts in double quotes: key = "value")"},
    {"expected keys", "write one key = value or one [table] on a line"},
    {"key-value pair", "write one key = value on a line"},
    {"saw", R"(put texts in double quotes: key = "value")"},
}};

std::string_view cure_for(std::string_view words) {
  const auto cure = std::find_if(cures.begin(), cures.end(), [&](const Cure& c) { return words.find(c.sign) != std::string_view::npos; });
  return cure == cures.end() ? "write one key = value or one [table] on a line" : cure->text;
}

Diagnostic syntax_error(const std::string& path, std::string_view text, const toml::parse_error& error) {
  const Position at = position_of(error.source());
  std::string_view words = error.description();
  Diagnostic result;
  result.place = {path, at.line, at.column};
  result.cure = cure_for(words);
  constexpr std::string_view opening = "Error while parsing ";
  if (words.starts_with(opening)) words.remove_prefix(opening.size());
  result.message = fmt::format("this is not TOML: {}", words);
  if (words.find("cannot redefine") == std::string_view::npos) return result;
  const auto lines = lines_of(text);
  result.message = fmt::format("{} is defined twice", at.line > 0 && at.line <= lines.size() ? defined_by(lines[at.line - 1]) : "a name");
  if (const auto first = first_definition(text, at.line)) result.related = Place{path, first->line, first->column};
  return result;
}

}  // namespace

std::string_view describe(NodeKind kind) {
  switch (kind) {
    case NodeKind::text: return "a text";
    case NodeKind::integer: return "an integer";
    case NodeKind::number: return "a number with a fraction";
    case NodeKind::boolean: return "true or false";
    case NodeKind::date: return "a date or time";
    case NodeKind::array: return "a list";
    case NodeKind::table: return "a table";
  }
  return "something else";
}

std::expected<Node, Diagnostic> read_toml(const std::string& path, std::string_view text) {
  if (auto stray = find_stray_character(path, text)) return std::unexpected(std::move(*stray));
  if (auto deep = find_deep_nesting(path, text)) return std::unexpected(std::move(*deep));
  const toml::parse_result parsed = toml::parse(text, std::string_view(path));
  if (!parsed) return std::unexpected(syntax_error(path, text, parsed.error()));
  return convert(parsed.table());
}

}  // namespace patchbay::config
