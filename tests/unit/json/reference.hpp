// simdjson's DOM as the independent reading, and where the two differ on purpose.
#pragma once

#include "json/document.hpp"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace patchbay::json::test {

inline simdjson::error_code reference_error(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  return parser.parse(simdjson::padded_string(text)).get(root);
}

// A number that is well formed but fits neither 64 bits nor a double: fine for us (it is passed on as text), an error for simdjson.
inline bool has_unrepresentable_number(const Document& document) {
  const Token* const first = document.root().token();
  for (const Token* token = first; token != first + document.token_count(); ++token) {
    const Value value(document.text().data(), token);
    if (!value.is_number()) continue;
    if (value.is_integer() ? !value.as_int64() && !value.as_uint64() : !value.as_double()) return true;
  }
  return false;
}

// Both readings agree, apart from the deliberate differences: unrepresentable numbers, duplicate keys, our depth limit.
inline bool agrees_with_reference(std::string_view text, std::string& why) {
  Document document;
  const auto ours = document.parse(text);
  const auto theirs = reference_error(text);
  why = ours ? "accepted by us" : ours.error().message;
  why += std::string("; reference: ") + simdjson::error_message(theirs);
  if (ours) return theirs == simdjson::SUCCESS || (theirs == simdjson::NUMBER_ERROR && has_unrepresentable_number(document));
  const bool only_ours = why.find("duplicate key") != std::string::npos || why.find("levels of nesting") != std::string::npos;
  return theirs != simdjson::SUCCESS || only_ours;
}

}  // namespace patchbay::json::test
