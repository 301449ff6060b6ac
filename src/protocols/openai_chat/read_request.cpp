#include "protocols/openai_chat/read_request.hpp"

#include "protocols/openai_chat/read_message.hpp"
#include "protocols/openai_chat/read_tools.hpp"
#include "protocols/openai_chat/wire.hpp"

#include <array>

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Request;
using json::Value;

void keep(canonical::Extra& extra, std::string_view name, Value value) {
  extra.fields.push_back({std::string(name), std::string(value.raw())});
}

std::vector<std::string> strings(Value value) {
  std::vector<std::string> all;
  if (value.is_string()) all.push_back(value.to_string());
  for (const Value item : value.items()) all.push_back(item.to_string());
  return all;
}

canonical::ResponseFormat read_response_format(Value value) {
  canonical::ResponseFormat format;
  const Value type = value.find("type");
  if (type.equals("json_object")) format.kind = canonical::ResponseFormatKind::json_object;
  if (type.equals("json_schema")) format.kind = canonical::ResponseFormatKind::json_schema;
  for (const json::Member member : value.members())
    if (!member.is("type") && !member.is("json_schema")) keep(format.extra, member.key_raw(), member.value);
  if (!type.equals("text") && !type.equals("json_object") && !type.equals("json_schema")) keep(format.extra, "type", type);
  const Value schema = value.find("json_schema");
  for (const json::Member member : schema.members()) {
    if (member.is("name"))
      format.name = member.value.to_string();
    else if (member.is("description") && !member.value.raw_string().empty())
      format.description = member.value.to_string();
    else if (member.is("schema"))
      format.schema = member.value.raw();
    else if (member.is("strict"))
      format.strict = member.value.as_bool();
    else
      keep(format.extra, nested_name("json_schema", member.key_raw()), member.value);
  }
  return format;
}

void read_stream_options(Request& request, Value value) {
  for (const json::Member member : value.members()) {
    if (member.is("include_usage"))
      request.stream_usage = member.value.as_bool();
    else
      keep(request.stream_extra, member.key_raw(), member.value);
  }
}

void read_token_limit(Request& request, Value value, canonical::TokenLimitName name) {
  request.max_output_tokens = value.as_int64();
  request.limit_name = name;
}

using Read = void (*)(Request&, Value);
struct Field {
  std::string_view name;
  Read read;
};

constexpr std::array fields = {
    Field{"model", [](Request& r, Value v) { r.model = v.to_string(); }},
    Field{"messages", [](Request& r, Value v) { r.messages = read_messages(v); }},
    Field{"temperature", [](Request& r, Value v) { r.temperature = v.as_double(); }},
    Field{"top_p", [](Request& r, Value v) { r.top_p = v.as_double(); }},
    Field{"max_tokens", [](Request& r, Value v) { read_token_limit(r, v, canonical::TokenLimitName::max_tokens); }},
    Field{"max_completion_tokens", [](Request& r, Value v) { read_token_limit(r, v, canonical::TokenLimitName::max_completion_tokens); }},
    Field{"stream", [](Request& r, Value v) { r.delivery = *v.as_bool() ? canonical::Delivery::stream : canonical::Delivery::whole; }},
    Field{"stream_options", read_stream_options},
    Field{"stop", [](Request& r, Value v) { r.stop = strings(v); }},
    Field{"n", [](Request& r, Value v) { r.choices = v.as_int64(); }},
    Field{"seed", [](Request& r, Value v) { r.seed = v.as_int64(); }},
    Field{"frequency_penalty", [](Request& r, Value v) { r.frequency_penalty = v.as_double(); }},
    Field{"presence_penalty", [](Request& r, Value v) { r.presence_penalty = v.as_double(); }},
    Field{"repetition_penalty", [](Request& r, Value v) { r.repetition_penalty = v.as_double(); }},
    Field{"top_k", [](Request& r, Value v) { r.top_k = v.as_int64(); }},
    Field{"min_p", [](Request& r, Value v) { r.min_p = v.as_double(); }},
    Field{"logprobs", [](Request& r, Value v) { r.logprobs = v.as_bool(); }},
    Field{"top_logprobs", [](Request& r, Value v) { r.top_logprobs = v.as_int64(); }},
    Field{"logit_bias", [](Request& r, Value v) { r.logit_bias = v.raw(); }},
    Field{"tools", [](Request& r, Value v) { r.tools = read_tools(v); }},
    Field{"tool_choice", [](Request& r, Value v) { r.tool_choice = read_tool_choice(v); }},
    Field{"parallel_tool_calls", [](Request& r, Value v) { r.parallel_tool_calls = v.as_bool(); }},
    Field{"response_format", [](Request& r, Value v) { r.response_format = read_response_format(v); }},
    Field{"reasoning_effort", [](Request& r, Value v) { r.reasoning.emplace().effort = v.to_string(); }},
    Field{"verbosity", [](Request& r, Value v) { r.verbosity = v.to_string(); }},
    Field{"user", [](Request& r, Value v) { r.user = v.to_string(); }},
    Field{"metadata", [](Request& r, Value v) { r.metadata = v.raw(); }},
    Field{"store", [](Request& r, Value v) { r.store = v.as_bool(); }},
    Field{"service_tier", [](Request& r, Value v) { r.service_tier = v.to_string(); }},
    Field{"modalities", [](Request& r, Value v) { r.modalities = strings(v); }},
    Field{"audio", [](Request& r, Value v) { r.audio_output = v.raw(); }},
    Field{"prediction", [](Request& r, Value v) { r.prediction = v.raw(); }},
    Field{"safety_identifier", [](Request& r, Value v) { r.safety_identifier = v.to_string(); }},
    Field{"prompt_cache_key", [](Request& r, Value v) { r.prompt_cache_key = v.to_string(); }},
    Field{"prompt_cache_retention", [](Request& r, Value v) { r.prompt_cache_retention = v.to_string(); }},
};

const Field* find_field(const json::Member& member) {
  for (const Field& field : fields)
    if (member.is(field.name)) return &field;
  return nullptr;
}

// An empty list or text was asked all the same: kept, because an empty field of a Request means that it was not.
bool says_nothing(Value value) { return (value.is_array() && value.size() == 0) || (value.is_string() && value.raw_string().empty()); }

// Both spellings of the token limit: the newer one counts, the older is kept beside it.
void settle_token_limits(Request& request, Value root) {
  const Value older = root.find("max_tokens");
  const Value newer = root.find("max_completion_tokens");
  if (older.absent() || newer.absent()) return;
  read_token_limit(request, newer, canonical::TokenLimitName::max_completion_tokens);
  keep(request.extra, "max_tokens", older);
}

}  // namespace

Request read_request(const json::Document& document) {
  Request request;
  for (const json::Member member : document.root().members()) {
    const Field* field = find_field(member);
    if (field == nullptr || says_nothing(member.value))
      keep(request.extra, member.key_raw(), member.value);
    else if (!member.value.is_null())
      field->read(request, member.value);
  }
  settle_token_limits(request, document.root());
  return request;
}

}  // namespace patchbay::protocols::openai_chat
