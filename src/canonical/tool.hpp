// What a model may call, and how the caller steers that.
#pragma once

#include "canonical/extra.hpp"
#include "canonical/part.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::canonical {

enum class ToolKind : std::uint8_t { function, custom, server };

struct Tool {
  ToolKind kind = ToolKind::function;
  std::string type;  // for server tools: the vendor's type word
  std::string name;
  std::string description;
  std::string
      schema;  // raw JSON Schema of the arguments (function), raw format (custom), or the whole raw tool (server); empty when absent
  std::optional<bool> strict;
  std::optional<CacheHint> cache;
  Extra extra;
};

enum class ToolChoiceMode : std::uint8_t { automatic, none, required, named, allowed };
struct ToolChoice {
  ToolChoiceMode mode = ToolChoiceMode::automatic;
  ToolKind kind = ToolKind::function;  // of a named tool
  std::string name;                    // of a named tool
  std::string raw_allowed;             // raw JSON of an allowed-tools choice
};

}  // namespace patchbay::canonical
