// Errors in both directions: what a provider of this family says, and what our clients are told.
#pragma once

#include "base/error.hpp"
#include "codec/http_message.hpp"
#include "json/value.hpp"

#include <string>
#include <string_view>

namespace patchbay::protocols::openai_chat {

// The body of a provider's error answer. Vendors differ: `error` may be an object, a string or missing, codes numbers or strings.
base::Error read_error(int status, const codec::Headers& headers, std::string_view body);
// An `error` inside an answer with status 200, whole or in a stream. `root` is the object that holds it.
base::Error read_error_in_success(json::Value root);
base::Error read_error_in_success(std::string_view body);

// {"error":{"message","type","param","code"}}: the kind is the code, the type is OpenAI's word where it has one.
std::string write_error(const base::Error& error);

}  // namespace patchbay::protocols::openai_chat
