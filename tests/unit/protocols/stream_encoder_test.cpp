#include "protocols/openai_chat/stream_encoder.hpp"

#include "json/document.hpp"
#include "unit/protocols/decoded.hpp"

namespace patchbay::protocols::test {
namespace {

using namespace canonical;  // NOLINT(google-build-using-namespace): this file speaks of nothing but events

// The data of each frame; fails the test for bytes that are no frames.
std::vector<std::string> frames_of(std::string_view bytes) {
  std::vector<std::string> frames;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find("\n\n");
    if (end == std::string_view::npos || !bytes.starts_with("data: ")) {
      ADD_FAILURE() << "not a frame: " << bytes;
      break;
    }
    frames.emplace_back(bytes.substr(6, end - 6));
    bytes.remove_prefix(end + 2);
  }
  return frames;
}

Usage usage_of(std::int64_t input, std::int64_t output) {
  Usage usage;
  usage.set(Meter::input, input);
  usage.set(Meter::output, output);
  return usage;
}

std::vector<Event> answer_with_tool() {
  BlockStart text;
  BlockStart call;
  call.index = 1;
  call.kind = BlockKind::tool_call;
  call.call_id = "a";
  call.name = "f";
  BlockDelta arguments{0, 1, DeltaKind::arguments, R"({"x":"é"})"};
  return {MessageStart{"c1", "m", 7},
          ChoiceStart{0},
          text,
          BlockDelta{0, 0, DeltaKind::text, "Hi \"there\"\n"},
          BlockEnd{0, 0},
          call,
          arguments,
          BlockEnd{0, 1},
          ChoiceEnd{0, FinishReason::tool_calls, "tool_calls"},
          UsageUpdate{usage_of(3, 5)},
          End{usage_of(3, 5)}};
}

std::string encoded(const std::vector<Event>& events, bool usage) {
  openai_chat::ChatStreamEncoder encoder(StreamView{usage});
  std::string out;
  for (const Event& event : events) encoder.write(event, out);
  return out;
}

TEST(ChatStreamEncoder, EveryFrameIsAChunk) {
  const auto frames = frames_of(encoded(answer_with_tool(), true));
  ASSERT_GE(frames.size(), 5U);
  EXPECT_EQ(frames.back(), "[DONE]");
  for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
    json::Document document;
    ASSERT_TRUE(document.parse(frames[i])) << frames[i];
    EXPECT_TRUE(document.root().find("object").equals("chat.completion.chunk"));
    EXPECT_TRUE(document.root().find("id").equals("c1"));
    EXPECT_EQ(document.root().find("created").as_int64(), 7);
  }
}

TEST(ChatStreamEncoder, RoleComesOnce) {
  const std::string out = encoded(answer_with_tool(), false);
  const std::string_view role = R"("role":"assistant")";
  EXPECT_NE(out.find(role), std::string::npos);
  EXPECT_EQ(out.find(role), out.rfind(role));
}

TEST(ChatStreamEncoder, UsageOnlyWhenAsked) {
  EXPECT_EQ(encoded(answer_with_tool(), false).find("usage"), std::string::npos);
  const auto frames = frames_of(encoded(answer_with_tool(), true));
  json::Document document;
  ASSERT_TRUE(document.parse(frames[frames.size() - 2]));
  EXPECT_EQ(document.root().find("choices").size(), 0U);
  EXPECT_EQ(document.root().find("usage").find("total_tokens").as_int64(), 8);
}

TEST(ChatStreamEncoder, ReadsBackAsItWas) {
  Decoded decoded;
  for (const std::string& frame : frames_of(encoded(answer_with_tool(), true))) decoded.feed({frame});
  decoded.finish();
  EXPECT_FALSE(decoded.failure);
  EXPECT_EQ(decoded.part<TextPart>(0).text, "Hi \"there\"\n");
  EXPECT_EQ(decoded.part<ToolCallPart>(1).arguments, R"({"x":"é"})");
  EXPECT_EQ(decoded.answer().usage, usage_of(3, 5));
  EXPECT_EQ(decoded.answer().choices[0].finish_reason, FinishReason::tool_calls);
}

TEST(ChatStreamEncoder, FailureIsAnErrorFrameWithoutEndMark) {
  const std::string out = encoded({MessageStart{"c1", "m", 7}, Failed{base::Error(base::ErrorKind::truncated, "cut \"off\"")}}, true);
  const auto frames = frames_of(out);
  ASSERT_EQ(frames.size(), 1U);
  json::Document document;
  ASSERT_TRUE(document.parse(frames[0]));
  EXPECT_TRUE(document.root().find("error").find("code").equals("truncated"));
}

TEST(ChatStreamEncoder, MembersOfTheSameProtocolGoOut) {
  std::vector<Event> events = answer_with_tool();
  events.insert(events.begin() + 1, Opaque{ProtocolId::openai_chat, OpaqueScope::message, 0, "system_fingerprint", "\"fp\""});
  events.insert(events.begin() + 1, Opaque{ProtocolId::anthropic, OpaqueScope::message, 0, "foreign", "1"});
  events.insert(events.end() - 1, Opaque{ProtocolId::openai_chat, OpaqueScope::choice, 0, "content_filter_results", "{}"});
  const std::string out = encoded(events, true);
  EXPECT_NE(out.find(R"("system_fingerprint":"fp")"), std::string::npos);
  EXPECT_EQ(out.find("foreign"), std::string::npos);
  EXPECT_NE(out.find(R"("content_filter_results":{})"), std::string::npos) << "what comes after the finish is not lost";
}

TEST(ChatStreamEncoder, ForeignReasonsBecomeWordsOfOpenai) {
  const auto word_of = [](FinishReason reason, std::string_view raw) {
    return encoded({MessageStart{"c", "m", 1}, ChoiceStart{0}, ChoiceEnd{0, reason, raw}, End{}}, false);
  };
  EXPECT_NE(word_of(FinishReason::stop, "end_turn").find(R"("finish_reason":"stop")"), std::string::npos);
  EXPECT_NE(word_of(FinishReason::refusal, "refusal").find(R"("finish_reason":"content_filter")"), std::string::npos);
  EXPECT_NE(word_of(FinishReason::other, "weird").find(R"("finish_reason":"weird")"), std::string::npos);
  EXPECT_NE(word_of(FinishReason::length, "length").find(R"("finish_reason":"length")"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::protocols::test
