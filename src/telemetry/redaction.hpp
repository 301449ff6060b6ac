// Takes credentials out of a text that goes to a log.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::telemetry {

// The text with every value that looks like a credential replaced by ***: what follows Bearer or Basic; values of authorization, x-api-key,
// api-key, api_key, x-goog-api-key, key, token, access_token, password, secret, signature... as header, query parameter or JSON member;
// words with a known prefix (sk-, gsk_, xai-, AIza, AKIA, hf_, ghp_, eyJ...). When in doubt it redacts.
std::string redact(std::string_view text);

}  // namespace patchbay::telemetry
