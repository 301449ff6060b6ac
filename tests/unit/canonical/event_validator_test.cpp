#include "canonical/event_validator.hpp"

#include <gtest/gtest.h>

namespace patchbay::canonical {
namespace {

std::optional<std::string> first_violation(const std::vector<Event>& events) {
  EventValidator validator;
  for (const Event& event : events)
    if (auto violation = validator.check(event)) return violation;
  return std::nullopt;
}

BlockStart text_block(int choice, int index) {
  BlockStart start;
  start.choice = choice;
  start.index = index;
  return start;
}

TEST(EventValidator, TakesAnOrderlyStream) {
  EXPECT_EQ(first_violation({MessageStart{}, ChoiceStart{0}, text_block(0, 0), BlockDelta{0, 0, DeltaKind::text, "hi"}, BlockEnd{0, 0},
                             ChoiceEnd{0, FinishReason::stop, "stop"}, UsageUpdate{}, End{}}),
            std::nullopt);
}

TEST(EventValidator, TakesAFailureAtAnyPoint) {
  EXPECT_EQ(first_violation({Failed{}}), std::nullopt);
  EXPECT_EQ(first_violation({MessageStart{}, ChoiceStart{0}, text_block(0, 0), Failed{}}), std::nullopt);
}

struct Case {
  const char* name;
  std::vector<Event> events;
};

TEST(EventValidator, NamesEachViolation) {
  const std::vector<Case> cases = {
      {"two starts", {MessageStart{}, MessageStart{}}},
      {"choice before message", {ChoiceStart{0}}},
      {"choice twice", {MessageStart{}, ChoiceStart{0}, ChoiceStart{0}}},
      {"block without choice", {MessageStart{}, text_block(0, 0)}},
      {"block index repeats", {MessageStart{}, ChoiceStart{0}, text_block(0, 0), text_block(0, 0)}},
      {"delta without block", {MessageStart{}, ChoiceStart{0}, BlockDelta{0, 0, DeltaKind::text, "x"}}},
      {"delta of another kind", {MessageStart{}, ChoiceStart{0}, text_block(0, 0), BlockDelta{0, 0, DeltaKind::arguments, "x"}}},
      {"delta after block end", {MessageStart{}, ChoiceStart{0}, text_block(0, 0), BlockEnd{0, 0}, BlockDelta{0, 0, DeltaKind::text, "x"}}},
      {"choice ends with open block", {MessageStart{}, ChoiceStart{0}, text_block(0, 0), ChoiceEnd{}}},
      {"end with open choice", {MessageStart{}, ChoiceStart{0}, End{}}},
      {"end before start", {End{}}},
      {"two ends", {MessageStart{}, End{}, End{}}},
      {"failure after end", {MessageStart{}, End{}, Failed{}}},
      {"usage before start", {UsageUpdate{}}},
      {"opaque before start", {Opaque{}}},
  };
  for (const Case& each : cases) EXPECT_NE(first_violation(each.events), std::nullopt) << each.name;
}

}  // namespace
}  // namespace patchbay::canonical
