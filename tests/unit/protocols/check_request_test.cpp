#include "protocols/openai_chat/check_request.hpp"

#include "json/document.hpp"

#include <gtest/gtest.h>

namespace patchbay::protocols {
namespace {

base::Result<void> check(std::string_view text) {
  json::Document document;
  const auto parsed = document.parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return openai_chat::check_request(document);
}

std::string with(std::string_view member) {
  return std::string(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)") + std::string(member) + "}";
}
std::string message(std::string_view text) { return std::string(R"({"model":"m","messages":[)") + std::string(text) + "]}"; }
std::string user_part(std::string_view part) { return message(std::string(R"({"role":"user","content":[)") + std::string(part) + "]}"); }

struct Refused {
  std::string text;
  const char* param;
};

class Refusal : public testing::TestWithParam<Refused> {};

TEST_P(Refusal, NamesTheField) {
  const auto checked = check(GetParam().text);
  ASSERT_FALSE(checked.has_value()) << GetParam().text;
  EXPECT_EQ(checked.error().kind, base::ErrorKind::invalid_request);
  EXPECT_EQ(checked.error().param, GetParam().param) << checked.error().message;
  EXPECT_FALSE(checked.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Refusal,
    testing::Values(
        Refused{R"([])", ""}, Refused{R"({"model":"m"})", "messages"}, Refused{R"({"model":"m","messages":{}})", "messages"},
        Refused{R"({"model":"m","messages":[]})", "messages"}, Refused{R"({"model":"m","messages":null})", "messages"},
        Refused{R"({"messages":[{"role":"user","content":"x"}]})", "model"},
        Refused{R"({"model":null,"messages":[{"role":"user","content":"x"}]})", "model"},
        Refused{R"({"model":"","messages":[{"role":"user","content":"x"}]})", "model"},
        Refused{R"({"model":7,"messages":[{"role":"user","content":"x"}]})", "model"}, Refused{message("7"), "messages[0]"},
        Refused{message("{}"), "messages[0].role"}, Refused{message(R"({"role":"alien","content":"x"})"), "messages[0].role"},
        Refused{message(R"({"role":"user"})"), "messages[0].content"},
        Refused{message(R"({"role":"user","content":null})"), "messages[0].content"},
        Refused{message(R"({"role":"user","content":{}})"), "messages[0].content"},
        Refused{message(R"({"role":"system","content":1})"), "messages[0].content"},
        Refused{message(R"({"role":"user","content":"x"},{"role":"tool","content":"x"})"), "messages[1].tool_call_id"},
        Refused{message(R"({"role":"user","content":"x","name":1})"), "messages[0].name"},
        Refused{user_part("1"), "messages[0].content[0]"}, Refused{user_part("{}"), "messages[0].content[0].type"},
        Refused{user_part(R"({"type":"text"})"), "messages[0].content[0].text"},
        Refused{user_part(R"({"type":"text","text":"a"},{"type":"text","text":[]})"), "messages[0].content[1].text"},
        Refused{user_part(R"({"type":"image_url"})"), "messages[0].content[0].image_url"},
        Refused{user_part(R"({"type":"image_url","image_url":{}})"), "messages[0].content[0].image_url.url"},
        Refused{user_part(R"({"type":"image_url","image_url":{"url":"x","detail":1}})"), "messages[0].content[0].image_url.detail"},
        Refused{user_part(R"({"type":"input_audio","input_audio":{"format":"wav"}})"), "messages[0].content[0].input_audio.data"},
        Refused{user_part(R"({"type":"input_audio","input_audio":{"data":"x"}})"), "messages[0].content[0].input_audio.format"},
        Refused{user_part(R"({"type":"file","file":"x"})"), "messages[0].content[0].file"},
        Refused{message(R"({"role":"assistant","tool_calls":{}})"), "messages[0].tool_calls"},
        Refused{message(R"({"role":"assistant","tool_calls":[1]})"), "messages[0].tool_calls[0]"},
        Refused{message(R"({"role":"assistant","tool_calls":[{"id":1}]})"), "messages[0].tool_calls[0].id"},
        Refused{message(R"({"role":"assistant","tool_calls":[{"id":"a","type":"function"}]})"), "messages[0].tool_calls[0].function"},
        Refused{message(R"({"role":"assistant","tool_calls":[{"function":{"arguments":"{}"}}]})"),
                "messages[0].tool_calls[0].function.name"},
        Refused{message(R"({"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]})"),
                "messages[0].tool_calls[0].function.arguments"}));

INSTANTIATE_TEST_SUITE_P(
    Options, Refusal,
    testing::Values(
        Refused{with(R"("temperature":"hot")"), "temperature"}, Refused{with(R"("stream":"yes")"), "stream"},
        Refused{with(R"("max_tokens":1.5)"), "max_tokens"}, Refused{with(R"("max_completion_tokens":"9")"), "max_completion_tokens"},
        Refused{with(R"("stream_options":[])"), "stream_options"},
        Refused{with(R"("stream_options":{"include_usage":1})"), "stream_options.include_usage"}, Refused{with(R"("tools":{})"), "tools"},
        Refused{with(R"("tools":[1])"), "tools[0]"}, Refused{with(R"("tools":[{}])"), "tools[0].type"},
        Refused{with(R"("tools":[{"type":"function"}])"), "tools[0].function"},
        Refused{with(R"("tools":[{"type":"function","function":{"name":""}}])"), "tools[0].function.name"},
        Refused{with(R"("tools":[{"function":{"name":"f","parameters":[]}}])"), "tools[0].function.parameters"},
        Refused{with(R"("tools":[{"type":"function","function":{"name":"f","strict":1}}])"), "tools[0].function.strict"},
        Refused{with(R"("tools":[{"type":"custom","custom":{}}])"), "tools[0].custom.name"},
        Refused{with(R"("tool_choice":1)"), "tool_choice"}, Refused{with(R"("tool_choice":{})"), "tool_choice.type"},
        Refused{with(R"("tool_choice":{"type":"function"})"), "tool_choice.function"},
        Refused{with(R"("tool_choice":{"type":"function","function":{"name":""}})"), "tool_choice.function.name"},
        Refused{with(R"("functions":{})"), "functions"}, Refused{with(R"("parallel_tool_calls":1)"), "parallel_tool_calls"},
        Refused{with(R"("response_format":"json")"), "response_format"}, Refused{with(R"("response_format":{})"), "response_format.type"},
        Refused{with(R"("response_format":{"type":"json_schema"})"), "response_format.json_schema"},
        Refused{with(R"("response_format":{"type":"json_schema","json_schema":{}})"), "response_format.json_schema.name"},
        Refused{with(R"("response_format":{"type":"json_schema","json_schema":{"name":"x","schema":1}})"),
                "response_format.json_schema.schema"},
        Refused{with(R"("top_p":[])"), "top_p"}, Refused{with(R"("n":0)"), "n"}, Refused{with(R"("n":"2")"), "n"},
        Refused{with(R"("stop":1)"), "stop"}, Refused{with(R"("stop":["a",1])"), "stop[1]"}, Refused{with(R"("seed":"1")"), "seed"},
        Refused{with(R"("frequency_penalty":{})"), "frequency_penalty"}, Refused{with(R"("presence_penalty":true)"), "presence_penalty"},
        Refused{with(R"("logprobs":1)"), "logprobs"}, Refused{with(R"("top_logprobs":"3")"), "top_logprobs"},
        Refused{with(R"("logit_bias":1)"), "logit_bias"}, Refused{with(R"("reasoning_effort":1)"), "reasoning_effort"},
        Refused{with(R"("user":1)"), "user"}, Refused{with(R"("metadata":[])"), "metadata"},
        Refused{with(R"("modalities":"text")"), "modalities"}, Refused{with(R"("top_k":0.5)"), "top_k"}));

class Accepted : public testing::TestWithParam<std::string> {};

TEST_P(Accepted, Passes) {
  const auto checked = check(GetParam());
  EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().message);
}

INSTANTIATE_TEST_SUITE_P(Requests, Accepted,
                         testing::Values(with(R"("temperature":null,"tools":null,"stop":null)"), with(R"("unknown_field":{"any":[1]})"),
                                         with(R"("max_tokens":512.0)"), with(R"("stop":"a")"), with(R"("stop":[])"), with(R"("tools":[])"),
                                         with(R"("tools":[{"type":"web_search"}])"), with(R"("tools":[{"function":{"name":"f"}}])"),
                                         with(R"("tool_choice":"any")"), with(R"("tool_choice":{"function":{"name":"f"}})"),
                                         with(R"("tool_choice":{"type":"allowed_tools","allowed_tools":{}})"),
                                         with(R"("response_format":{"type":"grammar","value":1})"),
                                         message(R"({"role":"assistant","content":null})"), message(R"({"role":"assistant"})"),
                                         message(R"({"role":"developer","content":"x"})"),
                                         message(R"({"role":"function","name":"f","content":"x"})"),
                                         message(R"({"role":"tool","tool_call_id":"a","content":[]})"),
                                         user_part(R"({"type":"video_url","video_url":{"url":"x"}})"),
                                         user_part(R"({"type":"image_url","image_url":"x"})"),
                                         message(R"({"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{}}]})")));

}  // namespace
}  // namespace patchbay::protocols
