// What is wrong with the configuration, where, and what would be right.
#pragma once

#include "config/place.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace patchbay::config {

enum class Severity : std::uint8_t { warning, error };

struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string message;           // what is wrong; never contains a value that may be a secret
  std::string cure;              // what would be right; empty when the message says it all
  std::optional<Place> related;  // the other place, where two definitions meet
};

// "path:line:column: error: message" and, indented below it, the other place and the cure. No line feed at the end.
std::string format(const Diagnostic& diagnostic);
bool has_errors(std::span<const Diagnostic> diagnostics);

}  // namespace patchbay::config
