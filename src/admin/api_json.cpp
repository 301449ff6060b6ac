#include "admin/api_json.hpp"

#include "base/error_tables.hpp"

#include <cstdint>

namespace patchbay::admin {
namespace {

void text_or_null(json::Writer& writer, json::Key key, std::string_view text) {
  if (text.empty())
    writer.field_null(key);
  else
    writer.field(key, text);
}

template <class Number>
void number_or_null(json::Writer& writer, json::Key key, const std::optional<Number>& number) {
  if (number)
    writer.field(key, *number);
  else
    writer.field_null(key);
}

std::optional<std::int64_t> retry_after_ms(const base::Error& error) {
  if (!error.retry_after) return std::nullopt;
  return error.retry_after->count();
}

void write_usage(json::Writer& writer, const canonical::Usage& usage) {
  using canonical::Meter;
  writer.begin_object();
  number_or_null(writer, "input", usage.get(Meter::input));
  number_or_null(writer, "output", usage.get(Meter::output));
  number_or_null(writer, "reasoning", usage.get(Meter::reasoning));
  number_or_null(writer, "cached", usage.get(Meter::cached_read));
  writer.end_object();
}

void write_timings(json::Writer& writer, const Timings& timings) {
  writer.begin_object();
  number_or_null(writer, "first_token_ms", timings.first_token_ms);
  writer.field("total_ms", timings.total_ms).end_object();
}

void write_warnings(json::Writer& writer, const std::vector<canonical::Warning>& warnings) {
  writer.begin_array();
  for (const canonical::Warning& warning : warnings)
    writer.begin_object()
        .field("kind", canonical::name(warning.kind))
        .field("feature", warning.feature)
        .field("detail", warning.detail)
        .end_object();
  writer.end_array();
}

void write_outcome(json::Writer& writer, const Message& message) {
  writer.key("error");
  if (message.error)
    write_error_object(writer, *message.error, {message.provider, message.model});
  else
    writer.null();
  writer.key("usage");
  if (message.usage)
    write_usage(writer, *message.usage);
  else
    writer.null();
  writer.key("timings");
  if (message.timings)
    write_timings(writer, *message.timings);
  else
    writer.null();
}

}  // namespace

void write_error_object(json::Writer& writer, const base::Error& error, ErrorPlace place, std::optional<int> status) {
  writer.begin_object().field("kind", base::name(error.kind)).field("type", base::name(error.kind)).field("message", error.message);
  writer.field("origin", base::name(error.origin));
  text_or_null(writer, "provider", place.provider);
  text_or_null(writer, "model", place.model);
  writer.field("status", status.value_or(base::http_status(error)));
  number_or_null(writer, "provider_status", error.provider_status == 0 ? std::nullopt : std::optional(error.provider_status));
  text_or_null(writer, "provider_code", error.provider_code);
  text_or_null(writer, "param", error.param);
  writer.field("retryable", base::should_retry(error));
  number_or_null(writer, "retry_after_ms", retry_after_ms(error));
  if (!error.causes.empty()) {
    writer.key("causes").begin_array();
    for (const base::Error& cause : error.causes) write_error_object(writer, cause);
    writer.end_array();
  }
  writer.end_object();
}

void write_message(json::Writer& writer, const Message& message) {
  writer.begin_object().field("id", message.id).field("role", name(message.role));
  writer.field("text", message.text).field("reasoning", message.reasoning).field("status", name(message.status));
  writer.field("model", message.model).field("provider", message.provider).field("created_at", message.created_at);
  text_or_null(writer, "run_id", message.run_id);
  text_or_null(writer, "finish_reason", message.finish_reason);
  write_outcome(writer, message);
  writer.key("warnings");
  write_warnings(writer, message.warnings);
  writer.end_object();
}

void write_summary(json::Writer& writer, const Conversation& conversation) {
  writer.begin_object().field("id", conversation.id).field("title", conversation.title).field("model", conversation.model);
  writer.field("created_at", conversation.created_at).field("updated_at", conversation.updated_at).end_object();
}

std::string summary_json(const Conversation& conversation) {
  std::string text;
  json::Writer writer(text);
  write_summary(writer, conversation);
  return text;
}

std::string message_event_json(const Conversation& conversation, const Message& message) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("run_id", message.run_id).field("conversation_id", conversation.id).key("message");
  write_message(writer, message);
  writer.end_object();
  return text;
}

}  // namespace patchbay::admin
