// Internal. Finds a key that an object holds twice. Keys are compared unescaped: "model" and "\u006dodel" are the same.
#pragma once

#include "json/value.hpp"

namespace patchbay::json {

// The second of two equal keys, or a Value that does not exist. For any number of members in n log n.
Value duplicate_key(Value object);

// The same for all objects of a tape of `count` tokens.
Value duplicate_key_anywhere(const char* text, const Token* tokens, std::size_t count);

}  // namespace patchbay::json
