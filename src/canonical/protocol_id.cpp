#include "canonical/protocol_id.hpp"

namespace patchbay::canonical {

std::string_view name(ProtocolId protocol) {
  switch (protocol) {
    case ProtocolId::openai_chat: return "openai_chat";
    case ProtocolId::openai_responses: return "openai_responses";
    case ProtocolId::anthropic: return "anthropic";
    case ProtocolId::ollama: return "ollama";
    case ProtocolId::gemini: return "gemini";
    case ProtocolId::mistral: return "mistral";
    case ProtocolId::cohere: return "cohere";
    case ProtocolId::bedrock: return "bedrock";
  }
  return "unknown";
}

}  // namespace patchbay::canonical
