// Is a chat request well formed? Every known field has its JSON type, roles are known, required fields are there. Unknown fields, part
// types and tool types pass. Checked before anything else happens, on the way through the hub and on the way around it.
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"

namespace patchbay::protocols::openai_chat {

// invalid_request with the path of the field at fault, or nothing. Reads only; allocates only for an error.
base::Result<void> check_request(const json::Document& document);

}  // namespace patchbay::protocols::openai_chat
