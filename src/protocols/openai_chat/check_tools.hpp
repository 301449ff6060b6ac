// Are the tools of a chat request well formed, and the choice among them?
#pragma once

#include "base/result.hpp"
#include "json/path.hpp"
#include "json/value.hpp"

namespace patchbay::protocols::openai_chat {

base::Result<void> check_tools(json::Value tools, const json::Path& path);
base::Result<void> check_tool_choice(json::Value choice, const json::Path& path);

}  // namespace patchbay::protocols::openai_chat
