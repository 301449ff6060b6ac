// The wire protocols that meet in the canonical form. Each has a folder in protocols/ once it is spoken.
#pragma once

#include <cstdint>
#include <string_view>

namespace patchbay::canonical {

enum class ProtocolId : std::uint8_t { openai_chat, openai_responses, anthropic, ollama, gemini, mistral, cohere, bedrock };

std::string_view name(ProtocolId protocol);

}  // namespace patchbay::canonical
