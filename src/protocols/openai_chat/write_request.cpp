#include "protocols/openai_chat/write_request.hpp"

#include "protocols/openai_chat/wire.hpp"
#include "protocols/openai_chat/write_message.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Request;

void write_messages(json::Writer& writer, const Request& request, const ProviderTarget& target, std::vector<canonical::Warning>& warnings) {
  writer.key("messages").begin_array();
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    MessageContext context{warnings, fmt::format("messages[{}]", i), target.developer_role};
    write_message(writer, request.messages[i], context);
  }
  writer.end_array();
}

void write_response_format(json::Writer& writer, const canonical::ResponseFormat& format) {
  using canonical::ResponseFormatKind;
  writer.key("response_format").begin_object();
  if (format.extra.find("type") == nullptr)
    writer.field("type", format.kind == ResponseFormatKind::json_schema   ? "json_schema"
                         : format.kind == ResponseFormatKind::json_object ? "json_object"
                                                                          : "text");
  if (format.kind == ResponseFormatKind::json_schema) {
    writer.key("json_schema").begin_object().field("name", format.name);
    if (!format.description.empty()) writer.field("description", format.description);
    if (!format.schema.empty()) writer.field_raw("schema", format.schema);
    writer.field("strict", format.strict);
    write_extra(writer, format.extra, "json_schema");
    writer.end_object();
  }
  write_extra(writer, format.extra);
  writer.end_object();
}

void write_tools(json::Writer& writer, const Request& request) {
  if (!request.tools.empty()) {
    writer.key("tools").begin_array();
    for (const auto& tool : request.tools) write_tool(writer, tool);
    writer.end_array();
  }
  if (request.tool_choice) {
    writer.key("tool_choice");
    write_tool_choice(writer, *request.tool_choice);
  }
  writer.field("parallel_tool_calls", request.parallel_tool_calls);
}

void write_strings(json::Writer& writer, json::Key key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  writer.key(key).begin_array();
  for (const auto& value : values) writer.string(value);
  writer.end_array();
}

void write_text(json::Writer& writer, json::Key key, std::string_view value) {
  if (!value.empty()) writer.field(key, value);
}

void write_raw(json::Writer& writer, json::Key key, std::string_view value) {
  if (!value.empty()) writer.field_raw(key, value);
}

void write_limits(json::Writer& writer, const Request& request, const ProviderTarget& target) {
  if (!request.max_output_tokens) return;
  if (request.limit_name == canonical::TokenLimitName::max_tokens || target.limit_name == canonical::TokenLimitName::max_tokens)
    writer.field("max_tokens", *request.max_output_tokens);
  else
    writer.field("max_completion_tokens", *request.max_output_tokens);
}

void write_sampling(json::Writer& writer, const Request& request) {
  writer.field("temperature", request.temperature);
  writer.field("top_p", request.top_p);
  writer.field("top_k", request.top_k);
  writer.field("min_p", request.min_p);
  writer.field("frequency_penalty", request.frequency_penalty);
  writer.field("presence_penalty", request.presence_penalty);
  writer.field("repetition_penalty", request.repetition_penalty);
  writer.field("seed", request.seed);
  write_strings(writer, "stop", request.stop);
  writer.field("n", request.choices);
  writer.field("logprobs", request.logprobs);
  writer.field("top_logprobs", request.top_logprobs);
  write_raw(writer, "logit_bias", request.logit_bias);
}

void write_hints(json::Writer& writer, const Request& request) {
  write_text(writer, "verbosity", request.verbosity);
  write_strings(writer, "modalities", request.modalities);
  write_raw(writer, "audio", request.audio_output);
  write_raw(writer, "prediction", request.prediction);
  write_text(writer, "service_tier", request.service_tier);
  write_raw(writer, "metadata", request.metadata);
  write_text(writer, "user", request.user);
  write_text(writer, "safety_identifier", request.safety_identifier);
  writer.field("store", request.store);
  write_text(writer, "prompt_cache_key", request.prompt_cache_key);
  write_text(writer, "prompt_cache_retention", request.prompt_cache_retention);
}

// Only an effort has a word here; other knobs are reported.
void write_reasoning(json::Writer& writer, const Request& request, std::vector<canonical::Warning>& warnings) {
  if (!request.reasoning) return;
  write_text(writer, "reasoning_effort", request.reasoning->effort);
  if (request.reasoning->budget_tokens)
    warnings.emplace_back(canonical::WarningKind::unsupported, "reasoning.budget_tokens",
                          "this protocol takes an effort, not a number of tokens");
  if (!request.reasoning->summary.empty())
    warnings.emplace_back(canonical::WarningKind::unsupported, "reasoning.summary", "this protocol returns no summaries");
  if (request.reasoning->enabled && request.reasoning->effort.empty())
    warnings.emplace_back(canonical::WarningKind::unsupported, "reasoning.enabled", "this protocol takes an effort only");
}

void write_stream(json::Writer& writer, const Request& request, const ProviderTarget& target) {
  if (request.delivery == canonical::Delivery::whole) writer.field("stream", false);
  if (request.delivery != canonical::Delivery::stream) return;
  writer.field("stream", true);
  const bool opt_in = target.usage_opt_in;
  if (!opt_in && !request.stream_usage && request.stream_extra.empty()) return;
  writer.key("stream_options").begin_object();
  if (opt_in || request.stream_usage) writer.field("include_usage", opt_in || *request.stream_usage);
  write_extra(writer, request.stream_extra);
  writer.end_object();
}

void write_kept(json::Writer& writer, const Request& request, std::vector<canonical::Warning>& warnings) {
  if (request.extra.protocol == canonical::ProtocolId::openai_chat) {
    write_extra(writer, request.extra);
    return;
  }
  for (const auto& field : request.extra.fields)
    warnings.emplace_back(canonical::WarningKind::unsupported, field.name, "unknown to this protocol", canonical::LossClass::meaning);
}

}  // namespace

const canonical::FieldTable& field_table() {
  static constexpr canonical::FieldTable table = [] {
    canonical::FieldTable all{};
    all.fill(canonical::FieldPolicy::write);
    return all;
  }();
  static_assert(table.size() == canonical::request_field_count);
  return table;
}

base::Result<WrittenRequest> write_request(const Request& request, const ProviderTarget& target) {
  WrittenRequest written;
  written.http.target = fmt::format("{}/chat/completions", target.base_path);
  written.http.headers.add("content-type", "application/json");
  json::Writer writer(written.http.body);
  writer.begin_object();
  write_messages(writer, request, target, written.warnings);
  writer.field("model", target.model);
  write_tools(writer, request);
  if (request.response_format) write_response_format(writer, *request.response_format);
  write_limits(writer, request, target);
  write_sampling(writer, request);
  write_reasoning(writer, request, written.warnings);
  write_hints(writer, request);
  write_stream(writer, request, target);
  write_kept(writer, request, written.warnings);
  writer.end_object();
  return written;
}

}  // namespace patchbay::protocols::openai_chat
