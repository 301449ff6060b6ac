#include "protocols/openai_chat/write_response.hpp"

#include "protocols/openai_chat/wire.hpp"
#include "protocols/openai_chat/write_message.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Choice;

void write_logprobs(json::Writer& writer, const Choice& choice) {
  const bool others = std::ranges::any_of(
      choice.extra.fields, [](const canonical::ExtraField& field) { return field.name.starts_with(std::string("logprobs") + nesting); });
  if (choice.logprobs.empty() && !others) {
    writer.field_null("logprobs");
    return;
  }
  writer.key("logprobs").begin_object();
  if (!choice.logprobs.empty()) writer.field_raw("content", "[" + choice.logprobs + "]");
  write_extra(writer, choice.extra, "logprobs");
  writer.end_object();
}

// An answer always has content, null where there is only something else.
canonical::Message with_content(const canonical::Message& message) {
  canonical::Message copy = message;
  if (copy.form == canonical::ContentForm::absent) copy.form = canonical::ContentForm::null;
  if (copy.form == canonical::ContentForm::parts && std::ranges::none_of(copy.parts, [](const canonical::Part& part) {
        return std::holds_alternative<canonical::OpaquePart>(part.content);
      }))
    copy.form = canonical::ContentForm::null;
  return copy;
}

std::string_view reason_word(const Choice& choice) {
  if (!choice.raw_reason.empty() && finish_reason_named(choice.raw_reason) == choice.finish_reason) return choice.raw_reason;
  return finish_word(choice.finish_reason);
}

void write_choice(json::Writer& writer, const Choice& choice, std::vector<canonical::Warning>& warnings) {
  writer.begin_object().field("index", choice.index);
  writer.key("message");
  MessageContext context{warnings, fmt::format("choices[{}].message", choice.index), canonical::Role::developer};
  write_message(writer, with_content(choice.message), context);
  write_logprobs(writer, choice);
  writer.field("finish_reason", reason_word(choice));
  write_extra(writer, choice.extra);
  writer.end_object();
}

}  // namespace

std::string write_response(const canonical::Response& response) {
  std::string body;
  std::vector<canonical::Warning> warnings;
  json::Writer writer(body);
  writer.begin_object();
  writer.field("id", response.id).field("object", "chat.completion").field("created", response.created).field("model", response.model);
  writer.key("choices").begin_array();
  for (const Choice& choice : response.choices) write_choice(writer, choice, warnings);
  writer.end_array();
  if (!response.usage.empty()) {
    writer.key("usage");
    write_usage(writer, response.usage, response.usage_extra);
  }
  if (response.extra.protocol == canonical::ProtocolId::openai_chat) write_extra(writer, response.extra);
  writer.end_object();
  return body;
}

}  // namespace patchbay::protocols::openai_chat
