// A whole answer of POST /chat/completions to canonical form.
#pragma once

#include "base/result.hpp"
#include "canonical/response.hpp"
#include "protocols/protocol.hpp"

#include <string_view>

namespace patchbay::protocols::openai_chat {

// Errors: bad_provider_response when the body is not a chat completion; the provider's own error when a 200 carries one.
base::Result<canonical::Response> read_response(std::string_view body);

// The same checks, but only the model and the usage are read.
base::Result<AnswerSummary> read_summary(std::string_view body);

}  // namespace patchbay::protocols::openai_chat
