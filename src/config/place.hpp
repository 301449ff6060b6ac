// Where something stands in the configuration's files.
#pragma once

#include <cstdint>
#include <string>

namespace patchbay::config {

// Line and column count from 1, columns in code points; 0: the file as a whole. An empty path: not from a file (detected, or a default).
struct Place {
  std::string path;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  [[nodiscard]] std::string text() const;  // path:line:column, path, or "(detected)"
  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace patchbay::config
