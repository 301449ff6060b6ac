// Fields that the canonical form has no word for, kept as raw JSON with the protocol they came from.
// They are written again only to that protocol; elsewhere each becomes a Warning.
#pragma once

#include "canonical/protocol_id.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::canonical {

struct ExtraField {
  std::string name;      // as it stands between the quotes, still escaped
  std::string raw_json;  // never re-serialised
};

struct Extra {
  ProtocolId protocol = ProtocolId::openai_chat;
  std::vector<ExtraField> fields;

  [[nodiscard]] bool empty() const { return fields.empty(); }
  [[nodiscard]] const ExtraField* find(std::string_view name) const {
    for (const auto& field : fields)
      if (field.name == name) return &field;
    return nullptr;
  }
};

}  // namespace patchbay::canonical
