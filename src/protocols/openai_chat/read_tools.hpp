// Tools and the choice among them to canonical form.
#pragma once

#include "canonical/tool.hpp"
#include "json/value.hpp"

#include <vector>

namespace patchbay::protocols::openai_chat {

// The values have passed check_tools and check_tool_choice.
std::vector<canonical::Tool> read_tools(json::Value tools);
canonical::ToolChoice read_tool_choice(json::Value choice);

}  // namespace patchbay::protocols::openai_chat
