#include "canonical/warning.hpp"

namespace patchbay::canonical {

std::string_view name(WarningKind kind) {
  switch (kind) {
    case WarningKind::unsupported: return "unsupported";
    case WarningKind::emulated: return "emulated";
    case WarningKind::clamped: return "clamped";
    case WarningKind::reordered: return "reordered";
    case WarningKind::estimated: return "estimated";
    case WarningKind::skipped: return "skipped";
    case WarningKind::resumed: return "resumed";
  }
  return "unsupported";
}

}  // namespace patchbay::canonical
