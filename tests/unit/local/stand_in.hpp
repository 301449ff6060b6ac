// A process that does what patchbay does with its supervisor, and can be killed in any way.
//   PROGRAM __stand_in HOME LLAMA_SERVER MODEL [LLAMA_ARGUMENT...]
// Prints "ready\n" on standard output once the model is loaded, and then waits for its death.
#pragma once

#include <string_view>

namespace patchbay::local::test {

inline constexpr std::string_view stand_in_argument = "__stand_in";
int run_stand_in(int count, char** arguments);

}  // namespace patchbay::local::test
