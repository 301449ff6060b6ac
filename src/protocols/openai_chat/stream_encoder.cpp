#include "protocols/openai_chat/stream_encoder.hpp"

#include "protocols/openai_chat/errors.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using namespace canonical;  // NOLINT(google-build-using-namespace): this file speaks of nothing but events

void keep(Extra& extra, const Opaque& event) {
  for (ExtraField& field : extra.fields) {
    if (field.name != event.name) continue;
    field.raw_json = event.raw_json;
    return;
  }
  extra.fields.push_back({std::string(event.name), std::string(event.raw_json)});
}

}  // namespace

void ChatStreamEncoder::write(const Event& event, std::string& out) {
  std::visit([this, &out](const auto& value) { visit(value, out); }, event);
}

ChatStreamEncoder::Choice& ChatStreamEncoder::choice_at(std::int32_t index) {
  for (Choice& choice : choices_)
    if (choice.index == index) return choice;
  Choice& added = choices_.emplace_back();
  added.index = index;
  return added;
}

void ChatStreamEncoder::begin_chunk(json::Writer& writer) {
  writer.out() += "data: ";
  writer.begin_object();
  writer.field("id", id_).field("object", "chat.completion.chunk").field("created", created_).field("model", model_);
  write_extra(writer, extra_);
  writer.key("choices").begin_array();
}

void ChatStreamEncoder::end_chunk(json::Writer& writer, std::string& out) {
  writer.end_object();
  out += "\n\n";
}

void ChatStreamEncoder::begin_choice(json::Writer& writer, Choice& choice) {
  writer.begin_object().field("index", choice.index).key("delta").begin_object();
  if (!choice.role_sent) writer.field("role", "assistant");
  choice.role_sent = true;
}

void ChatStreamEncoder::end_choice(json::Writer& writer, Choice& choice, std::string_view finish_reason) {
  write_extra(writer, choice.delta_extra);
  choice.delta_extra.fields.clear();
  writer.end_object();
  if (finish_reason.empty())
    writer.field_null("finish_reason");
  else
    writer.field("finish_reason", finish_reason);
  write_extra(writer, choice.choice_extra);
  choice.choice_extra.fields.clear();
  writer.end_object();
  writer.end_array();
  if (view_.usage) writer.field_null("usage");
}

void ChatStreamEncoder::visit(const MessageStart& event, std::string&) {
  id_ = event.id;
  model_ = event.model;
  created_ = event.created;
}

void ChatStreamEncoder::visit(const ChoiceStart& event, std::string& out) {
  Choice& choice = choice_at(event.choice);
  json::Writer writer(out);
  begin_chunk(writer);
  begin_choice(writer, choice);
  writer.field("content", "");
  end_choice(writer, choice, {});
  end_chunk(writer, out);
}

void ChatStreamEncoder::write_tool_start(json::Writer& writer, Choice& choice, const BlockStart& event) {
  const bool custom = event.form == ArgumentForm::text;
  writer.key("tool_calls").begin_array().begin_object();
  writer.field("index", choice.tool_of_block.at(event.index)).field("id", event.call_id).field("type", custom ? "custom" : "function");
  if (custom)
    writer.key("custom").begin_object().field("name", event.name).field("input", "");
  else
    writer.key("function").begin_object().field("name", event.name).field("arguments", "");
  writer.end_object().end_object().end_array();
}

void ChatStreamEncoder::visit(const BlockStart& event, std::string& out) {
  if (event.kind != BlockKind::tool_call) return;
  Choice& choice = choice_at(event.choice);
  choice.tool_of_block[event.index] = choice.tools++;
  if (event.form == ArgumentForm::text) choice.custom_blocks.insert(event.index);
  json::Writer writer(out);
  begin_chunk(writer);
  begin_choice(writer, choice);
  write_tool_start(writer, choice, event);
  end_choice(writer, choice, {});
  end_chunk(writer, out);
}

void ChatStreamEncoder::write_arguments(json::Writer& writer, const Choice& choice, const BlockDelta& event) {
  const bool custom = choice.custom_blocks.contains(event.index);
  writer.key("tool_calls").begin_array().begin_object().field("index", choice.tool_of_block.at(event.index));
  if (custom)
    writer.key("custom").begin_object().field("input", event.data);
  else
    writer.key("function").begin_object().field("arguments", event.data);
  writer.end_object().end_object().end_array();
}

void ChatStreamEncoder::visit(const BlockDelta& event, std::string& out) {
  Choice& choice = choice_at(event.choice);
  if (event.kind == DeltaKind::signature || event.kind == DeltaKind::media || event.kind == DeltaKind::citation) return;
  json::Writer writer(out);
  begin_chunk(writer);
  begin_choice(writer, choice);
  switch (event.kind) {
    case DeltaKind::text: writer.field("content", event.data); break;
    case DeltaKind::reasoning: writer.field("reasoning_content", event.data); break;
    case DeltaKind::refusal: writer.field("refusal", event.data); break;
    case DeltaKind::arguments: write_arguments(writer, choice, event); break;
    case DeltaKind::logprobs: choice.choice_extra.fields.push_back({"logprobs", fmt::format("{{\"content\":[{}]}}", event.data)}); break;
    case DeltaKind::signature:
    case DeltaKind::media:
    case DeltaKind::citation: break;
  }
  end_choice(writer, choice, {});
  end_chunk(writer, out);
}

void ChatStreamEncoder::visit(const ChoiceEnd& event, std::string& out) {
  Choice& choice = choice_at(event.choice);
  const bool own_word = !event.raw_reason.empty() && finish_reason_named(event.raw_reason) == event.reason;
  json::Writer writer(out);
  begin_chunk(writer);
  begin_choice(writer, choice);
  end_choice(writer, choice, own_word ? event.raw_reason : finish_word(event.reason));
  end_chunk(writer, out);
}

void ChatStreamEncoder::visit(const Ping&, std::string& out) { out += ping_frame; }

void ChatStreamEncoder::visit(const Opaque& event, std::string&) {
  if (event.protocol != ProtocolId::openai_chat) return;
  switch (event.scope) {
    case OpaqueScope::message: keep(extra_, event); break;
    case OpaqueScope::choice: keep(choice_at(event.choice).choice_extra, event); break;
    case OpaqueScope::delta: keep(choice_at(event.choice).delta_extra, event); break;
    case OpaqueScope::usage: keep(usage_extra_, event); break;
  }
}

// What came for a choice after its finish, such as Azure's filter results.
void ChatStreamEncoder::write_leftovers(std::string& out) {
  for (Choice& choice : choices_) {
    if (choice.choice_extra.empty() && choice.delta_extra.empty()) continue;
    json::Writer writer(out);
    begin_chunk(writer);
    begin_choice(writer, choice);
    end_choice(writer, choice, {});
    end_chunk(writer, out);
  }
}

void ChatStreamEncoder::visit(const End& event, std::string& out) {
  write_leftovers(out);
  usage_.update(event.usage);
  if (view_.usage && !usage_.empty()) {
    json::Writer writer(out);
    begin_chunk(writer);
    writer.end_array().key("usage");
    write_usage(writer, usage_, usage_extra_);
    end_chunk(writer, out);
  }
  out += done_frame;
}

void ChatStreamEncoder::visit(const Failed& event, std::string& out) { out += fmt::format("data: {}\n\n", write_error(event.error)); }

}  // namespace patchbay::protocols::openai_chat
