// Are two JSON texts the same value? Read with simdjson's DOM, which shares no code with our reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::conformance {

// Sorted keys, members that are null left out, 1.0 written 1, a type on calls and tools that have a function and no type.
// Empty: not JSON.
enum class StopForm : std::uint8_t { as_is, always_array };
std::string normal_form(std::string_view json, StopForm stop = StopForm::as_is);

// Where two normal forms begin to differ, for people; empty when they are the same.
std::string difference(std::string_view expected, std::string_view actual);

}  // namespace patchbay::conformance
