#include "config/table_reader.hpp"

namespace patchbay::config {
namespace {

std::string listed(std::span<const std::string_view> names) { return fmt::format("{}", fmt::join(names, ", ")); }

// A key of another table that was written into this one, or under a header that was forgotten.
std::string cure_for(std::string_view key, std::span<const std::string_view> known) {
  const std::string_view meant = catalog::suggestion(key, known);
  return meant.empty() ? fmt::format("known here: {}", listed(known)) : fmt::format("did you mean {}?", meant);
}

}  // namespace

void report_unknown(ValueReader& reader, const Entry& entry, std::string_view table, std::span<const std::string_view> known,
                    std::span<const std::string_view> later) {
  const std::string where = table.empty() ? std::string() : fmt::format(" in [{}]", table);
  if (std::find(later.begin(), later.end(), entry.key) != later.end()) {
    reader.error(entry.position, fmt::format("{}{} is not supported by this version yet", entry.key, where), "leave it out");
    return;
  }
  const std::string_view what = entry.value.kind == NodeKind::table ? "table" : "key";
  reader.error(entry.position, fmt::format("unknown {} \"{}\"{}", what, entry.key, where), cure_for(entry.key, known));
}

}  // namespace patchbay::config
