// What is read from a request and written again is the same; every field of a canonical request has its turn.
#include "canonical/request_field.hpp"
#include "json/document.hpp"
#include "protocols/openai_chat/check_request.hpp"
#include "protocols/openai_chat/read_request.hpp"
#include "protocols/openai_chat/write_request.hpp"

#include <gtest/gtest.h>

#include <random>

namespace patchbay::protocols {
namespace {

using canonical::Request;
using canonical::RequestField;

Request base_request() {
  Request request;
  request.model = "m";
  canonical::Message message;
  message.form = canonical::ContentForm::string;
  message.parts.emplace_back(canonical::TextPart{"hi \"you\"\n", {}});
  request.messages.push_back(message);
  return request;
}

canonical::Tool tool() {
  canonical::Tool tool;
  tool.type = "function";
  tool.name = "f";
  tool.description = "does";
  tool.schema = R"({"type":"object","properties":{}})";
  tool.strict = true;
  return tool;
}

canonical::ResponseFormat format() {
  canonical::ResponseFormat format;
  format.kind = canonical::ResponseFormatKind::json_schema;
  format.name = "answer";
  format.description = "what";
  format.schema = R"({"type":"object"})";
  format.strict = false;
  return format;
}

// Sets the field to a value that is none of the defaults. An exhaustive switch: a new field does not compile without its value.
void set(Request& r, RequestField field) {
  switch (field) {
    case RequestField::tools: r.tools = {tool(), tool()}; return;
    case RequestField::tool_choice:
      r.tool_choice.emplace();
      r.tool_choice->mode = canonical::ToolChoiceMode::named;
      r.tool_choice->name = "f";
      return;
    case RequestField::parallel_tool_calls: r.parallel_tool_calls = false; return;
    case RequestField::response_format: r.response_format = format(); return;
    case RequestField::max_output_tokens: r.max_output_tokens = 77; return;
    case RequestField::temperature: r.temperature = 0.7; return;
    case RequestField::top_p: r.top_p = 0.1; return;
    case RequestField::top_k: r.top_k = 40; return;
    case RequestField::min_p: r.min_p = 0.05; return;
    case RequestField::frequency_penalty: r.frequency_penalty = -1.5; return;
    case RequestField::presence_penalty: r.presence_penalty = 2; return;
    case RequestField::repetition_penalty: r.repetition_penalty = 1.1; return;
    case RequestField::seed: r.seed = -9'007'199'254'740'993; return;
    case RequestField::stop: r.stop = {"a", "\n\n"}; return;
    case RequestField::choices: r.choices = 3; return;
    case RequestField::logprobs: r.logprobs = true; return;
    case RequestField::top_logprobs: r.top_logprobs = 5; return;
    case RequestField::logit_bias: r.logit_bias = R"({"50256":-100})"; return;
    case RequestField::reasoning: r.reasoning.emplace().effort = "high"; return;
    case RequestField::verbosity: r.verbosity = "low"; return;
    case RequestField::modalities: r.modalities = {"text", "audio"}; return;
    case RequestField::audio_output: r.audio_output = R"({"voice":"alloy","format":"wav"})"; return;
    case RequestField::prediction: r.prediction = R"({"type":"content","content":"x"})"; return;
    case RequestField::service_tier: r.service_tier = "flex"; return;
    case RequestField::metadata: r.metadata = R"({"k":"v"})"; return;
    case RequestField::user: r.user = "u"; return;
    case RequestField::safety_identifier: r.safety_identifier = "s"; return;
    case RequestField::store: r.store = false; return;
    case RequestField::prompt_cache_key: r.prompt_cache_key = "k"; return;
    case RequestField::prompt_cache_retention: r.prompt_cache_retention = "24h"; return;
    case RequestField::stream_usage:
      r.delivery = canonical::Delivery::stream;
      r.stream_usage = false;
      return;
    case RequestField::stream_extra:
      r.delivery = canonical::Delivery::stream;
      r.stream_extra.fields.push_back({"include_obfuscation", "false"});
      return;
    case RequestField::extra: r.extra.fields.push_back({"chat_template_kwargs", R"({"enable_thinking":false})"}); return;
  }
}

std::string written(const Request& request) {
  ProviderTarget target;
  target.model = request.model;
  target.base_path = "/v1";
  auto result = openai_chat::write_request(request, target);
  EXPECT_TRUE(result.has_value());
  EXPECT_TRUE(result->warnings.empty());
  EXPECT_EQ(result->http.target, "/v1/chat/completions");
  return result->http.body;
}

Request read(const std::string& text) {
  json::Document document;
  EXPECT_TRUE(document.parse(text)) << text;
  const auto checked = openai_chat::check_request(document);
  EXPECT_TRUE(checked.has_value()) << text;
  return openai_chat::read_request(document);
}

class EveryField : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryField, IsReadBackAsWritten) {
  const auto field = static_cast<RequestField>(GetParam());
  Request request = base_request();
  const std::string without = written(request);
  set(request, field);
  ASSERT_TRUE(canonical::is_set(request, field));
  const std::string text = written(request);
  EXPECT_NE(text, without) << "the field is not written";
  const Request again = read(text);
  EXPECT_TRUE(canonical::is_set(again, field));
  EXPECT_EQ(written(again), text);
  for (std::size_t other = 0; other < canonical::request_field_count; ++other)
    EXPECT_EQ(canonical::is_set(again, static_cast<RequestField>(other)), canonical::is_set(request, static_cast<RequestField>(other)))
        << canonical::name(static_cast<RequestField>(other));
}

INSTANTIATE_TEST_SUITE_P(Fields, EveryField, testing::Range<std::size_t>(0, canonical::request_field_count), [](const auto& each) {
  std::string name(canonical::name(static_cast<RequestField>(each.param)));
  std::ranges::replace(name, '.', '_');
  return name;
});

TEST(RequestRoundTrip, AnySetOfFields) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    Request request = base_request();
    for (std::size_t field = 0; field < canonical::request_field_count; ++field)
      if (random() % 2 == 0) set(request, static_cast<RequestField>(field));
    const std::string text = written(request);
    EXPECT_EQ(written(read(text)), text);
  }
}

class SameText : public testing::TestWithParam<const char*> {};

// Written as our writer writes, so that the text itself must come back.
TEST_P(SameText, ComesBack) {
  const std::string text = std::string(R"({"messages":[)") + GetParam() + R"(],"model":"m"})";
  EXPECT_EQ(written(read(text)), text);
}

INSTANTIATE_TEST_SUITE_P(
    Messages, SameText,
    testing::Values(
        R"({"role":"user","content":"x"})", R"({"role":"user","content":""})", R"({"role":"user","content":[]})",
        R"({"role":"developer","content":"x"})", R"({"role":"user","content":[{"type":"text","text":"x"}]})",
        R"({"role":"user","content":"x","name":"n"})",
        R"({"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]})",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.org/a.png","detail":"low"}}]})",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]})",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;x=y;base64,AAAA"}}]})",
        R"({"role":"user","content":[{"type":"image_url","image_url":"https://e.org/a.png"}]})",
        R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]})",
        R"({"role":"user","content":[{"type":"file","file":{"file_id":"f1"}}]})",
        R"({"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AA","filename":"a.pdf"}}]})",
        R"({"role":"user","content":[{"type":"video_url","video_url":{"url":"x"}}]})", R"({"role":"assistant","content":null})",
        R"({"role":"assistant"})", R"({"role":"assistant","content":"x","reasoning_content":"why"})",
        R"({"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]})",
        R"({"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":"free"}}]})",
        R"({"role":"assistant","content":"","refusal":"no"})", R"({"role":"assistant","content":[{"type":"refusal","refusal":"no"}]})",
        R"({"role":"tool","tool_call_id":"a","content":"4"})",
        R"({"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"4"}]})"));

TEST(RequestRoundTrip, BothTokenLimitsAreKept) {
  const Request request = read(R"({"messages":[{"role":"user","content":"x"}],"model":"m","max_tokens":5,"max_completion_tokens":9})");
  EXPECT_EQ(request.max_output_tokens, 9);
  const std::string text = written(request);
  EXPECT_NE(text.find(R"("max_completion_tokens":9)"), std::string::npos);
  EXPECT_NE(text.find(R"("max_tokens":5)"), std::string::npos);
}

TEST(WriteRequest, TargetsSettleWhatVendorsLack) {
  Request request = base_request();
  request.max_output_tokens = 9;
  request.messages[0].role = canonical::Role::developer;
  request.delivery = canonical::Delivery::stream;
  ProviderTarget target;
  target.model = "theirs";
  target.limit_name = canonical::TokenLimitName::max_tokens;
  target.developer_role = canonical::Role::system;
  target.usage_opt_in = true;
  const auto result = openai_chat::write_request(request, target);
  ASSERT_TRUE(result);
  const std::string& body = result->http.body;
  EXPECT_NE(body.find(R"("model":"theirs")"), std::string::npos);
  EXPECT_NE(body.find(R"("max_tokens":9)"), std::string::npos);
  EXPECT_NE(body.find(R"("role":"system")"), std::string::npos);
  EXPECT_NE(body.find(R"("include_usage":true)"), std::string::npos);
}

TEST(WriteRequest, ReportsWhatItCannotSay) {
  Request request = base_request();
  request.reasoning.emplace().budget_tokens = 100;
  request.extra.protocol = canonical::ProtocolId::anthropic;
  request.extra.fields.push_back({"container", "1"});
  const auto result = openai_chat::write_request(request, {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->warnings.size(), 2U);
  EXPECT_EQ(result->warnings[0].feature, "reasoning.budget_tokens");
  EXPECT_EQ(result->warnings[1].feature, "container");
  EXPECT_EQ(result->http.body.find("container"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::protocols
