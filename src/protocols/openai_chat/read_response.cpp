#include "protocols/openai_chat/read_response.hpp"

#include "json/document.hpp"
#include "protocols/openai_chat/errors.hpp"
#include "protocols/openai_chat/read_message.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Choice;
using canonical::Response;
using json::Value;

void keep(canonical::Extra& extra, const json::Member& member) {
  extra.fields.push_back({std::string(member.key_raw()), std::string(member.value.raw())});
}

// {"content":[...],"refusal":[...]} is kept as the inside of the content array, which is what a stream can be joined to.
void read_logprobs(Choice& choice, Value logprobs) {
  for (const json::Member member : logprobs.members()) {
    if (member.is("content") && member.value.is_array()) {
      const std::string_view raw = member.value.raw();
      choice.logprobs = raw.substr(1, raw.size() - 2);
    } else if (!member.value.is_null()) {
      choice.extra.fields.push_back({nested_name("logprobs", member.key_raw()), std::string(member.value.raw())});
    }
  }
}

// Some vendors leave the reason empty.
canonical::FinishReason unsaid_reason(const canonical::Message& message) {
  const bool calls = std::ranges::any_of(
      message.parts, [](const canonical::Part& part) { return std::holds_alternative<canonical::ToolCallPart>(part.content); });
  return calls ? canonical::FinishReason::tool_calls : canonical::FinishReason::stop;
}

Choice read_choice(Value source) {
  Choice choice;
  choice.index = static_cast<std::int32_t>(source.find("index").as_int64().value_or(0));
  choice.message.role = canonical::Role::assistant;
  for (const json::Member member : source.members()) {
    if (member.is("index")) continue;
    if (member.is("message"))
      choice.message = read_message(member.value);
    else if (member.is("logprobs"))
      read_logprobs(choice, member.value);
    else if (member.is("finish_reason") && member.value.is_string())
      choice.raw_reason = member.value.to_string();
    else if (!member.is("finish_reason"))
      keep(choice.extra, member);
  }
  choice.finish_reason = choice.raw_reason.empty() ? unsaid_reason(choice.message) : finish_reason_named(choice.raw_reason);
  return choice;
}

void read_member(Response& response, const json::Member& member) {
  const Value value = member.value;
  if (member.is("object")) return;
  if (member.is("id") && value.is_string())
    response.id = value.to_string();
  else if (member.is("model") && value.is_string())
    response.model = value.to_string();
  else if (member.is("created"))
    response.created = value.as_int64().value_or(0);
  else if (member.is("usage") && value.is_object()) {
    response.usage = read_usage(value);
    visit_other_usage(value, [&response](const UsageMember& other) {
      response.usage_extra.fields.push_back({std::string(other.name), std::string(other.value.raw())});
    });
  } else if (member.is("choices")) {
    for (const Value choice : value.items()) response.choices.push_back(read_choice(choice));
  } else if (!(member.is("usage") && value.is_null())) {
    keep(response.extra, member);
  }
}

struct Answer {
  Value root, model, choices, usage, error;
};

Answer sort_members(Value root) {
  Answer answer;
  answer.root = root;
  for (const json::Member member : root.members()) {
    if (member.is("choices"))
      answer.choices = member.value;
    else if (member.is("model"))
      answer.model = member.value;
    else if (member.is("usage"))
      answer.usage = member.value;
    else if (member.is("error"))
      answer.error = member.value;
  }
  return answer;
}

base::Result<Answer> parse_answer(json::Document& document, std::string_view body) {
  if (auto parsed = document.parse(body); !parsed)
    return base::fail(base::ErrorKind::bad_provider_response, "the provider's answer is not JSON: " + parsed.error().message,
                      base::Origin::provider);
  const Answer answer = sort_members(document.root());
  if (!answer.error.absent()) return base::fail(read_error_in_success(answer.root));
  if (answer.choices.size() == 0)
    return base::fail(base::ErrorKind::bad_provider_response, "the provider's answer has no choices", base::Origin::provider);
  return answer;
}

}  // namespace

base::Result<Response> read_response(std::string_view body) {
  json::Document document;
  auto answer = parse_answer(document, body);
  if (!answer) return base::fail(std::move(answer.error()));
  Response response;
  for (const json::Member member : answer->root.members()) read_member(response, member);
  return response;
}

base::Result<AnswerSummary> read_summary(std::string_view body) {
  json::Document document;
  auto answer = parse_answer(document, body);
  if (!answer) return base::fail(std::move(answer.error()));
  return AnswerSummary{answer->model.to_string(), read_usage(answer->usage)};
}

}  // namespace patchbay::protocols::openai_chat
