#include "canonical/finish_reason.hpp"

namespace patchbay::canonical {

std::string_view name(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop: return "stop";
    case FinishReason::length: return "length";
    case FinishReason::tool_calls: return "tool_calls";
    case FinishReason::content_filter: return "content_filter";
    case FinishReason::refusal: return "refusal";
    case FinishReason::pause: return "pause";
    case FinishReason::other: return "other";
  }
  return "other";
}

}  // namespace patchbay::canonical
