#include "conformance/tally.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

namespace patchbay::conformance {
namespace {

struct Counts {
  int tried = 0;
  int passed = 0;
  int exceptions = 0;
};

const Exception* find(std::initializer_list<Exception> exceptions, std::string_view id) {
  for (const Exception& exception : exceptions)
    if (exception.id == id) return &exception;
  return nullptr;
}

void print(std::string_view what, const std::map<std::string, Counts>& counts) {
  Counts all;
  fmt::print("{}\n", what);
  for (const auto& [api, count] : counts) {
    fmt::print("  {:24} tried {:4} passed {:4} exceptions {:2}\n", api, count.tried, count.passed, count.exceptions);
    all.tried += count.tried;
    all.passed += count.passed;
    all.exceptions += count.exceptions;
  }
  fmt::print("  {:24} tried {:4} passed {:4} exceptions {:2}\n", "all", all.tried, all.passed, all.exceptions);
  testing::Test::RecordProperty("tried", all.tried);
  testing::Test::RecordProperty("passed", all.passed);
  testing::Test::RecordProperty("exceptions", all.exceptions);
  EXPECT_GT(all.passed, 0) << what << ": nothing was checked";
}

}  // namespace

void run_check(std::string_view what, const Applies& applies, const Check& check, std::initializer_list<Exception> exceptions) {
  std::map<std::string, Counts> counts;
  for (const Recording& recording : chat_recordings()) {
    if (!applies(recording)) continue;
    Counts& count = counts[recording.api];
    ++count.tried;
    const std::string fault = check(recording);
    const Exception* exception = find(exceptions, recording.id);
    if (exception != nullptr) {
      ++count.exceptions;
      EXPECT_FALSE(fault.empty()) << recording.id << " is an exception (" << exception->reason << "), yet it passes";
    } else if (fault.empty()) {
      ++count.passed;
    } else {
      ADD_FAILURE() << recording.id << " (" << recording.api << "): " << fault;
    }
  }
  print(what, counts);
}

}  // namespace patchbay::conformance
