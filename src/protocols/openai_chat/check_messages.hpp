// Are the messages of a chat request well formed?
#pragma once

#include "base/result.hpp"
#include "json/path.hpp"
#include "json/value.hpp"

namespace patchbay::protocols::openai_chat {

base::Result<void> check_messages(json::Value messages, const json::Path& path);

}  // namespace patchbay::protocols::openai_chat
