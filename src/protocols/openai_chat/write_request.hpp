// A canonical request as the body of POST {base}/chat/completions.
#pragma once

#include "canonical/request_field.hpp"
#include "protocols/protocol.hpp"

namespace patchbay::protocols::openai_chat {

// This protocol knows every field of a Request.
const canonical::FieldTable& field_table();

base::Result<WrittenRequest> write_request(const canonical::Request& request, const ProviderTarget& target);

}  // namespace patchbay::protocols::openai_chat
