// Reads the keys of one table by the schema.
#pragma once

#include "catalog/suggestion.hpp"
#include "config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::config {

// Where the keys of a table stood.
using Positions = std::map<std::string_view, Position>;

// "unknown key", with the nearest of `known`, or "not supported yet" for those of `later`.
void report_unknown(ValueReader& reader, const Entry& entry, std::string_view table, std::span<const std::string_view> known,
                    std::span<const std::string_view> later);

template <class Draft, class Final>
Positions read_table(ValueReader& reader, const Node& table, std::string_view title, std::span<const Key<Draft, Final>> keys, Draft& draft,
                     std::span<const std::string_view> later = {}) {
  Positions positions;
  for (const Entry& entry : table.entries) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& candidate) { return candidate.text.name == entry.key; });
    if (key != keys.end()) {
      positions[key->text.name] = entry.position;
      key->read(reader, entry.value, draft);
      continue;
    }
    std::vector<std::string_view> known;
    for (const auto& candidate : keys) known.push_back(candidate.text.name);
    report_unknown(reader, entry, title, known, later);
  }
  return positions;
}

}  // namespace patchbay::config
