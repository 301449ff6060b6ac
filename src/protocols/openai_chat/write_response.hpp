// A canonical answer as a chat.completion object.
#pragma once

#include "canonical/response.hpp"

#include <string>

namespace patchbay::protocols::openai_chat {

std::string write_response(const canonical::Response& response);

}  // namespace patchbay::protocols::openai_chat
