#include "unit/protocols/decoded.hpp"

namespace patchbay::protocols::test {
namespace {

using base::ErrorKind;
using canonical::FinishReason;
using canonical::ReasoningPart;
using canonical::RefusalPart;
using canonical::TextPart;
using canonical::ToolCallPart;

constexpr std::string_view hello =
    R"({"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]})";
constexpr std::string_view world = R"({"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"lo"}}]})";
constexpr std::string_view stop = R"({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
constexpr std::string_view calls_end = R"({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})";

TEST(ChatStreamDecoder, JoinsText) {
  Decoded decoded;
  decoded.feed({hello, world, stop, "[DONE]"}).finish();
  EXPECT_EQ(decoded.answer().id, "c1");
  EXPECT_EQ(decoded.answer().model, "m");
  EXPECT_EQ(decoded.answer().created, 7);
  EXPECT_EQ(decoded.part<TextPart>(0).text, "Hello");
  EXPECT_EQ(decoded.answer().choices[0].finish_reason, FinishReason::stop);
  EXPECT_EQ(decoded.uses, (std::vector{FrameUse::content, FrameUse::content, FrameUse::content, FrameUse::terminator}));
  EXPECT_EQ(decoded.endings, 1);
  EXPECT_FALSE(decoded.failure);
}

TEST(ChatStreamDecoder, FinishWithoutEndMarkIsComplete) {
  Decoded decoded;
  decoded.feed({hello, stop});
  EXPECT_TRUE(decoded.decoder.complete());
  EXPECT_FALSE(decoded.decoder.terminated());
  decoded.finish();
  EXPECT_FALSE(decoded.failure);
  EXPECT_EQ(decoded.endings, 1);
}

TEST(ChatStreamDecoder, EndMarkWithoutFinishIsTruncated) {
  Decoded decoded;
  decoded.feed({hello, "[DONE]"}).finish();
  ASSERT_TRUE(decoded.failure);
  EXPECT_EQ(decoded.failure->kind, ErrorKind::truncated);
  EXPECT_EQ(decoded.endings, 1);
}

TEST(ChatStreamDecoder, NothingAtAllIsTruncated) {
  Decoded decoded;
  decoded.finish();
  ASSERT_TRUE(decoded.failure);
  EXPECT_EQ(decoded.failure->kind, ErrorKind::truncated);
}

TEST(ChatStreamDecoder, EndsOnlyOnce) {
  Decoded decoded;
  decoded.feed({hello, stop}).finish().finish();
  EXPECT_EQ(decoded.endings, 1);
  EXPECT_EQ(decoded.frame(hello), FrameUse::comment);
}

TEST(ChatStreamDecoder, BadFrameInTextIsSkippedAndSaid) {
  Decoded decoded;
  decoded.feed({hello, "{broken", "[1]", "7", R"({"object":"other"})", world, stop}).finish();
  EXPECT_EQ(decoded.notices, 4);
  EXPECT_EQ(decoded.uses[1], FrameUse::skipped);
  EXPECT_EQ(decoded.part<TextPart>(0).text, "Hello");
  EXPECT_FALSE(decoded.failure);
}

TEST(ChatStreamDecoder, BadFrameInToolCallIsTruncated) {
  Decoded decoded;
  decoded.feed(
      {R"({"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}}]})",
       "{broken", calls_end});
  ASSERT_TRUE(decoded.failure);
  EXPECT_EQ(decoded.failure->kind, ErrorKind::truncated);
  EXPECT_EQ(decoded.uses[1], FrameUse::failed);
}

TEST(ChatStreamDecoder, BadFrameInStructuredOutputIsTruncated) {
  StreamExpectation expectation;
  expectation.structured_output = true;
  Decoded decoded(expectation);
  decoded.feed({hello, "{broken"});
  ASSERT_TRUE(decoded.failure);
  EXPECT_EQ(decoded.failure->kind, ErrorKind::truncated);
}

TEST(ChatStreamDecoder, ErrorChunkFails) {
  Decoded decoded;
  decoded.feed({hello, R"({"error":{"message":"Overloaded","type":"overloaded_error","code":503}})", stop}).finish();
  ASSERT_TRUE(decoded.failure);
  EXPECT_EQ(decoded.failure->kind, ErrorKind::overloaded);
  EXPECT_EQ(decoded.failure->message, "Overloaded");
  EXPECT_EQ(decoded.endings, 1);
}

TEST(ChatStreamDecoder, ErrorAsTextOrEventFails) {
  Decoded text;
  text.feed({R"({"error":"out of memory"})"});
  ASSERT_TRUE(text.failure);
  EXPECT_EQ(text.failure->message, "out of memory");
  Decoded event;
  event.frame(R"({"message":"gone","status_code":500})", "error");
  ASSERT_TRUE(event.failure);
  EXPECT_EQ(event.failure->kind, ErrorKind::provider_error);
}

TEST(ChatStreamDecoder, NullErrorIsNone) {
  Decoded decoded;
  decoded.feed({R"({"id":"c1","error":null,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]})"}).finish();
  EXPECT_FALSE(decoded.failure);
}

TEST(ChatStreamDecoder, AzureNamesItselfInTheSecondChunk) {
  Decoded decoded;
  decoded.feed({R"({"id":"","model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]})", hello, stop}).finish();
  EXPECT_EQ(decoded.answer().id, "c1");
  EXPECT_EQ(decoded.answer().model, "m");
  EXPECT_EQ(decoded.opaques, (std::vector<std::string>{"prompt_filter_results"}));
}

TEST(ChatStreamDecoder, AzureFilterResultsAfterTheFinish) {
  Decoded decoded;
  decoded.feed({hello, stop, R"({"id":"","choices":[{"index":0,"content_filter_results":{},"finish_reason":null}]})", "[DONE]"}).finish();
  EXPECT_FALSE(decoded.failure);
  EXPECT_EQ(decoded.opaques, (std::vector<std::string>{"content_filter_results"}));
}

TEST(ChatStreamDecoder, UsageOnAnyChunkAndTheLastCounts) {
  Decoded decoded;
  decoded.feed(
      {R"({"id":"c1","choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}})", stop,
       R"({"id":"c1","choices":[],"usage":{"completion_tokens":9,"completion_tokens_details":{"reasoning_tokens":2,"text_tokens":7}}})"});
  decoded.finish();
  EXPECT_EQ(decoded.uses.back(), FrameUse::usage_only);
  EXPECT_EQ(decoded.answer().usage.get(canonical::Meter::input), 3);
  EXPECT_EQ(decoded.answer().usage.get(canonical::Meter::output), 9);
  EXPECT_EQ(decoded.answer().usage.get(canonical::Meter::reasoning), 2);
}

TEST(ChatStreamDecoder, UsageOfGroq) {
  Decoded decoded;
  decoded
      .feed(
          {hello,
           R"({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":5,"completion_tokens":6}}})"})
      .finish();
  EXPECT_EQ(decoded.answer().usage.get(canonical::Meter::input), 5);
}

TEST(ChatStreamDecoder, SeveralChoices) {
  StreamExpectation expectation;
  expectation.choices = 2;
  Decoded decoded(expectation);
  decoded.feed({R"({"id":"c","choices":[{"index":1,"delta":{"content":"B"}}]})",
                R"({"id":"c","choices":[{"index":0,"delta":{"content":"A"}}]})",
                R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"});
  EXPECT_FALSE(decoded.decoder.complete());
  decoded.feed({R"({"id":"c","choices":[{"index":1,"delta":{},"finish_reason":"length"}]})"});
  EXPECT_TRUE(decoded.decoder.complete());
  decoded.finish();
  EXPECT_EQ(decoded.answer().choices[0].index, 1);
  EXPECT_EQ(decoded.part<TextPart>(0, 0).text, "B");
  EXPECT_EQ(decoded.answer().choices[0].finish_reason, FinishReason::length);
}

TEST(ChatStreamDecoder, FewerChoicesThanAskedAreTruncatedUnlessMarked) {
  StreamExpectation expectation;
  expectation.choices = 2;
  Decoded cut(expectation);
  cut.feed({hello, stop}).finish();
  EXPECT_TRUE(cut.failure);
  Decoded marked(expectation);
  marked.feed({hello, stop, "[DONE]"}).finish();
  EXPECT_FALSE(marked.failure);
}

TEST(ChatStreamDecoder, ImpossibleChoicesFail) {
  for (const char* index : {"-1", "1024", "9007199254740993"}) {
    Decoded decoded;
    decoded.feed({std::string(R"({"id":"c","choices":[{"index":)") + index + R"(,"delta":{"content":"B"}}]})"});
    ASSERT_TRUE(decoded.failure) << index;
    EXPECT_EQ(decoded.failure->kind, ErrorKind::bad_provider_response);
    EXPECT_EQ(decoded.uses.back(), FrameUse::failed);
  }
}

TEST(ChatStreamDecoder, Logprobs) {
  Decoded decoded;
  decoded.feed(
      {R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[{"token":"a"}]}}]})",
       R"({"id":"c","choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[{"token":"b"}]},"finish_reason":"stop"}]})"});
  EXPECT_EQ(decoded.answer().choices[0].logprobs, R"({"token":"a"},{"token":"b"})");
}

TEST(ChatStreamDecoder, RefusalAndReasoning) {
  Decoded decoded;
  decoded.feed({R"({"id":"c","choices":[{"delta":{"reasoning_content":"think","content":null}}]})",
                R"({"id":"c","choices":[{"delta":{"reasoning":"ing","content":""}}]})",
                R"({"id":"c","choices":[{"delta":{"refusal":"no"}}]})", stop});
  EXPECT_EQ(decoded.part<ReasoningPart>(0).text, "thinking");
  EXPECT_EQ(decoded.part<RefusalPart>(1).text, "no");
  EXPECT_EQ(decoded.answer().choices[0].message.parts.size(), 2U);
}

TEST(ChatStreamDecoder, BothReasoningMembersCountOnce) {
  Decoded decoded;
  decoded.feed({R"({"id":"c","choices":[{"delta":{"reasoning":"a","reasoning_content":"a"}}]})"});
  EXPECT_EQ(decoded.part<ReasoningPart>(0).text, "a");
}

TEST(ChatStreamDecoder, ContentInParts) {
  Decoded decoded;
  decoded.feed(
      {R"({"id":"c","choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"4"}]}}]})",
       R"({"id":"c","choices":[{"delta":{"content":"2"}}]})"});
  EXPECT_EQ(decoded.part<ReasoningPart>(0).text, "hm");
  EXPECT_EQ(decoded.part<TextPart>(1).text, "42");
}

TEST(ChatStreamDecoder, EscapedKeysAndText) {
  Decoded decoded;
  decoded.feed({R"({"id":"c","choices":[{"\u0064elta":{"\u0063ontent":"a\n\u00e9"},"finish_reason":"stop"}]})"}).finish();
  EXPECT_EQ(decoded.part<TextPart>(0).text, "a\né");
}

TEST(ChatStreamDecoder, UnknownFinishReasonIsKept) {
  Decoded decoded;
  decoded.feed({R"({"id":"c","choices":[{"delta":{},"finish_reason":"weird"}]})"});
  EXPECT_EQ(decoded.answer().choices[0].finish_reason, FinishReason::other);
  EXPECT_EQ(decoded.answer().choices[0].raw_reason, "weird");
}

TEST(ChatStreamDecoder, CommentsSayNothing) {
  Decoded decoded;
  decoded.feed({"", " \n"});
  EXPECT_EQ(decoded.uses, (std::vector{FrameUse::comment, FrameUse::comment}));
  EXPECT_TRUE(decoded.opaques.empty());
}

// The ways in which vendors send tool calls: the deltas, and the calls that they mean.
struct ToolCase {
  const char* name;
  std::vector<std::string> deltas;                   // the insides of tool_calls
  std::vector<std::array<std::string, 3>> expected;  // id, name, arguments
};

class ToolAssembly : public testing::TestWithParam<ToolCase> {};

TEST_P(ToolAssembly, GivesTheCalls) {
  Decoded decoded;
  for (const std::string& delta : GetParam().deltas)
    decoded.feed({R"({"id":"c","choices":[{"index":0,"delta":{"tool_calls":[)" + delta + "]}}]}"});
  decoded.feed({calls_end}).finish();
  ASSERT_FALSE(decoded.failure);
  std::vector<std::array<std::string, 3>> calls;
  for (const canonical::Part& part : decoded.answer().choices.at(0).message.parts) {
    const auto& call = std::get<ToolCallPart>(part.content);
    calls.push_back({part.call_id, call.name, call.arguments});
  }
  EXPECT_EQ(calls, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Vendors, ToolAssembly,
    testing::Values(
        ToolCase{"as_openai",
                 {R"({"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}})",
                  R"({"index":0,"function":{"arguments":"{\"x\""}})", R"({"index":0,"function":{"arguments":":1}"}})"},
                 {{"a", "f", R"({"x":1})"}}},
        ToolCase{
            "two_interleaved",
            {R"({"index":0,"id":"a","function":{"name":"f","arguments":"1"}},{"index":1,"id":"b","function":{"name":"g","arguments":"2"}})",
             R"({"index":1,"function":{"arguments":"4"}})", R"({"index":0,"function":{"arguments":"3"}})"},
            {{"a", "f", "13"}, {"b", "g", "24"}}},
        ToolCase{"all_index_zero",
                 {R"({"index":0,"id":"a","function":{"name":"f","arguments":"{}"}})",
                  R"({"index":0,"id":"b","function":{"name":"g","arguments":"[]"}})"},
                 {{"a", "f", "{}"}, {"b", "g", "[]"}}},
        ToolCase{"id_repeated",
                 {R"({"index":0,"id":"a","function":{"name":"f","arguments":"1"}})",
                  R"({"index":0,"id":"a","function":{"name":"f","arguments":"2"}})"},
                 {{"a", "f", "12"}}},
        ToolCase{"blank_and_null_ids",
                 {R"({"index":0,"id":"a","function":{"name":"f","arguments":"1"}})",
                  R"({"index":0,"id":"","function":{"name":"","arguments":"2"}})",
                  R"({"index":0,"id":"null","function":{"name":null,"arguments":"3"}})",
                  R"({"index":0,"id":null,"function":{"arguments":"4"}})"},
                 {{"a", "f", "1234"}}},
        ToolCase{"no_index",
                 {R"({"id":"a","function":{"name":"f","arguments":"1"}})", R"({"function":{"arguments":"2"}})",
                  R"({"id":"b","function":{"name":"g","arguments":"3"}})", R"({"function":{"arguments":"4"}})"},
                 {{"a", "f", "12"}, {"b", "g", "34"}}},
        ToolCase{"arguments_before_name",
                 {R"({"index":0,"id":"a","function":{"arguments":"1"}})", R"({"index":0,"function":{"name":"f","arguments":"2"}})"},
                 {{"a", "f", "12"}}},
        ToolCase{"no_id_ever",
                 {R"({"index":0,"function":{"name":"f","arguments":"1"}})", R"({"index":1,"function":{"name":"g","arguments":"2"}})"},
                 {{"call_0_0", "f", "1"}, {"call_0_1", "g", "2"}}},
        ToolCase{
            "arguments_as_object", {R"({"index":0,"id":"a","function":{"name":"f","arguments":{"x": 1}}})"}, {{"a", "f", R"({"x": 1})"}}},
        ToolCase{"no_arguments", {R"({"index":0,"id":"a","function":{"name":"f"}})"}, {{"a", "f", ""}}},
        ToolCase{"complete_json_goes_on",
                 {R"({"index":0,"id":"a","function":{"name":"f","arguments":"{}"}})", R"({"index":0,"function":{"arguments":" "}})"},
                 {{"a", "f", "{} "}}},
        ToolCase{"custom",
                 {R"({"index":0,"id":"a","type":"custom","custom":{"name":"f","input":"4 "}})", R"({"index":0,"custom":{"input":"+ 4"}})"},
                 {{"a", "f", "4 + 4"}}},
        ToolCase{"empty_custom_beside_function",
                 {R"({"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"custom":{}})"},
                 {{"a", "f", "{}"}}}),
    [](const auto& each) { return each.param.name; });

TEST(ChatStreamDecoder, InventedIdsStayApartFromGivenOnes) {
  Decoded decoded;
  decoded.feed(
      {R"({"id":"c","choices":[{"index":0,"delta":{"content":"x","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]})",
       calls_end});
  decoded.finish();
  EXPECT_EQ(decoded.part<TextPart>(0).text, "x");
  EXPECT_EQ(decoded.part<ToolCallPart>(1).name, "f");
}

}  // namespace
}  // namespace patchbay::protocols::test
