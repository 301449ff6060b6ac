// TOML text to a tree that knows where everything stands. The one room that includes the TOML library.
#pragma once

#include "config/diagnostic.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::config {

enum class NodeKind : std::uint8_t { text, integer, number, boolean, date, array, table };

struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Entry;

// One value. Owns its children.
struct Node {
  NodeKind kind = NodeKind::table;
  Position position;
  std::string text;            // text
  std::int64_t integer = 0;    // integer
  bool boolean = false;        // boolean
  std::vector<Node> items;     // array
  std::vector<Entry> entries;  // table, in the order of the file
};

struct Entry {
  std::string key;
  Position position;  // of the key
  Node value;
};

// "a text", "an integer", ...: for diagnostics.
std::string_view describe(NodeKind kind);

// The whole file as a table, or the first thing that is not TOML (a parser cannot go on behind it). Never throws.
std::expected<Node, Diagnostic> read_toml(const std::string& path, std::string_view text);

}  // namespace patchbay::config
