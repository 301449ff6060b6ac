// Why a choice ended, in canonical words; the provider's own word travels beside it.
#pragma once

#include <cstdint>
#include <string_view>

namespace patchbay::canonical {

enum class FinishReason : std::uint8_t { stop, length, tool_calls, content_filter, refusal, pause, other };
std::string_view name(FinishReason reason);

}  // namespace patchbay::canonical
