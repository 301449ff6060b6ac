#include "canonical/accumulator.hpp"

#include <gtest/gtest.h>

namespace patchbay::canonical {
namespace {

void feed(Accumulator& accumulator, const std::vector<Event>& events) {
  for (const Event& event : events) accumulator.on_event(event);
}

BlockStart block(int index, BlockKind kind, std::string_view call_id = {}, std::string_view name = {}) {
  BlockStart start;
  start.index = index;
  start.kind = kind;
  start.call_id = call_id;
  start.name = name;
  return start;
}

TEST(Accumulator, JoinsInterleavedBlocks) {
  Accumulator accumulator;
  feed(accumulator, {MessageStart{"id-1", "m", 7}, ChoiceStart{0}, block(0, BlockKind::text), block(1, BlockKind::tool_call, "c1", "f"),
                     block(2, BlockKind::tool_call, "c2", "g"), BlockDelta{0, 1, DeltaKind::arguments, "{\"a\""},
                     BlockDelta{0, 2, DeltaKind::arguments, "{}"}, BlockDelta{0, 0, DeltaKind::text, "Hel"},
                     BlockDelta{0, 1, DeltaKind::arguments, ":1}"}, BlockDelta{0, 0, DeltaKind::text, "lo"}, BlockEnd{0, 0}, BlockEnd{0, 1},
                     BlockEnd{0, 2}, ChoiceEnd{0, FinishReason::tool_calls, "tool_calls"}, End{}});
  auto response = accumulator.take();
  ASSERT_TRUE(response);
  ASSERT_EQ(response->choices.size(), 1u);
  const auto& parts = response->choices[0].message.parts;
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(std::get<TextPart>(parts[0].content).text, "Hello");
  EXPECT_EQ(std::get<ToolCallPart>(parts[1].content).arguments, "{\"a\":1}");
  EXPECT_EQ(parts[2].call_id, "c2");
  EXPECT_EQ(response->choices[0].raw_reason, "tool_calls");
}

TEST(Accumulator, UsageIsReplacedNotAdded) {
  Accumulator accumulator;
  Usage first;
  first.set(Meter::input, 10);
  first.set(Meter::output, 1);
  Usage second;
  second.set(Meter::output, 5);
  feed(accumulator, {MessageStart{}, UsageUpdate{first}, UsageUpdate{second}, End{}});
  auto response = accumulator.take();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->usage.get(Meter::input), 10);
  EXPECT_EQ(response->usage.get(Meter::output), 5);
  EXPECT_EQ(response->usage.get(Meter::reasoning), std::nullopt);
}

TEST(Accumulator, AnUnfinishedStreamIsTruncated) {
  Accumulator accumulator;
  feed(accumulator, {MessageStart{}, ChoiceStart{0}});
  auto response = accumulator.take();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, base::ErrorKind::truncated);
}

TEST(Accumulator, AFailureIsItsError) {
  Accumulator accumulator;
  feed(accumulator, {MessageStart{}, Failed{base::Error(base::ErrorKind::overloaded, "busy", base::Origin::provider)}});
  auto response = accumulator.take();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, base::ErrorKind::overloaded);
}

}  // namespace
}  // namespace patchbay::canonical
