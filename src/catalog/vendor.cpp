#include "catalog/vendor.hpp"

namespace patchbay::catalog {

std::optional<Grade> Vendor::grade_of(canonical::ProtocolId protocol) const {
  for (const SupportedProtocol& supported : protocols)
    if (supported.protocol == protocol) return supported.grade;
  return std::nullopt;
}

std::string_view name(Grade grade) {
  switch (grade) {
    case Grade::native: return "native";
    case Grade::shim: return "shim";
  }
  return {};
}

std::string_view name(Quirk quirk) {
  switch (quirk) {
    case Quirk::max_tokens_field: return "max_tokens_field";
    case Quirk::no_developer_role: return "no_developer_role";
    case Quirk::reasoning_content_field: return "reasoning_content_field";
    case Quirk::parallel_tools_opt_in: return "parallel_tools_opt_in";
    case Quirk::model_in_query_of_gets: return "model_in_query_of_gets";
  }
  return {};
}

}  // namespace patchbay::catalog
