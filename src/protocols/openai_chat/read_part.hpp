// One content part to canonical form.
#pragma once

#include "canonical/part.hpp"
#include "json/value.hpp"

namespace patchbay::protocols::openai_chat {

// A part of an unknown type, or of a known type in an unexpected shape, becomes an OpaquePart.
canonical::Part read_part(json::Value part);

// data:image/png;base64,AAAA becomes inline bytes; everything else stays an address.
canonical::Media read_address(std::string address);
std::string write_address(const canonical::Media& media);

}  // namespace patchbay::protocols::openai_chat
