// Messages, in requests and in answers, to canonical form.
#pragma once

#include "canonical/message.hpp"
#include "json/value.hpp"

#include <vector>

namespace patchbay::protocols::openai_chat {

// The values have passed check_messages, or come from a provider: what has an unexpected type is kept raw in `extra`.
std::vector<canonical::Message> read_messages(json::Value messages);
canonical::Message read_message(json::Value message);
canonical::Part read_tool_call(json::Value call);

}  // namespace patchbay::protocols::openai_chat
