#include "config/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::config {

std::string Place::text() const {
  if (path.empty()) return "(detected)";
  return line == 0 ? path : fmt::format("{}:{}:{}", path, line, column);
}

std::string format(const Diagnostic& diagnostic) {
  const std::string_view word = diagnostic.severity == Severity::error ? "error" : "warning";
  std::string text = fmt::format("{}: {}: {}", diagnostic.place.text(), word, diagnostic.message);
  if (diagnostic.related) text += fmt::format("\n  also here: {}", diagnostic.related->text());
  if (!diagnostic.cure.empty()) text += fmt::format("\n  cure: {}", diagnostic.cure);
  return text;
}

bool has_errors(std::span<const Diagnostic> diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace patchbay::config
