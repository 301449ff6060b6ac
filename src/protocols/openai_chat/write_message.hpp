// Canonical messages and tools as OpenAI writes them, in requests and in answers.
#pragma once

#include "canonical/message.hpp"
#include "canonical/tool.hpp"
#include "canonical/warning.hpp"
#include "json/writer.hpp"

#include <vector>

namespace patchbay::protocols::openai_chat {

// What this writer could not express goes to `warnings`, with the place as the feature.
struct MessageContext {
  std::vector<canonical::Warning>& warnings;
  std::string where;                                            // e.g. messages[3]
  canonical::Role developer_role = canonical::Role::developer;  // system for vendors that know no developer
};

void write_message(json::Writer& writer, const canonical::Message& message, MessageContext& context);
void write_tool(json::Writer& writer, const canonical::Tool& tool);
void write_tool_choice(json::Writer& writer, const canonical::ToolChoice& choice);

}  // namespace patchbay::protocols::openai_chat
