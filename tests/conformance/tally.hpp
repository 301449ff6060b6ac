// One kind of check over all recordings that it applies to, with the counts made visible.
#pragma once

#include "conformance/recordings.hpp"

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace patchbay::conformance {

// A recording that does not pass, and why that is right. One that passes although it is listed is a failure.
struct Exception {
  std::string_view id;
  std::string_view reason;
};

using Applies = std::function<bool(const Recording&)>;
using Check = std::function<std::string(const Recording&)>;  // empty: passed; else what is wrong

// Fails the running test for every recording that fails the check, prints tried, passed and exceptions per API.
void run_check(std::string_view what, const Applies& applies, const Check& check, std::initializer_list<Exception> exceptions = {});

}  // namespace patchbay::conformance

#define SKIP_WITHOUT_RECORDINGS()                       \
  if (patchbay::conformance::chat_recordings().empty()) \
  GTEST_SKIP() << "no recordings in " << patchbay::conformance::recordings_folder() << " (set PATCHBAY_SHARED)"
