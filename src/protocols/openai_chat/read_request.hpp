// A checked chat request to canonical form. Nothing is lost: what the canonical form has no word for goes to `extra`.
#pragma once

#include "canonical/request.hpp"
#include "json/document.hpp"

namespace patchbay::protocols::openai_chat {

// The document has passed check_request.
canonical::Request read_request(const json::Document& document);

}  // namespace patchbay::protocols::openai_chat
