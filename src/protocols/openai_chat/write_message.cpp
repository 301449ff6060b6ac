#include "protocols/openai_chat/write_message.hpp"

#include "protocols/openai_chat/read_part.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::AudioPart;
using canonical::ContentForm;
using canonical::DocumentPart;
using canonical::ImagePart;
using canonical::Message;
using canonical::OpaquePart;
using canonical::Part;
using canonical::ProtocolId;
using canonical::ReasoningPart;
using canonical::RefusalPart;
using canonical::Role;
using canonical::TextPart;
using canonical::ToolCallPart;
using canonical::ToolResultPart;

// A part that OpenAI puts beside the content, under the name that it had.
bool is_beside_content(const Part& part) {
  if (std::holds_alternative<ToolCallPart>(part.content) || std::holds_alternative<ReasoningPart>(part.content)) return true;
  return std::holds_alternative<RefusalPart>(part.content) && part.extra.find("refusal") != nullptr;
}

void unsupported(MessageContext& context, std::string_view what) {
  context.warnings.emplace_back(canonical::WarningKind::unsupported, context.where, fmt::format("{} cannot be sent in this protocol", what),
                                canonical::LossClass::meaning);
}

class PartWriter {
 public:
  PartWriter(json::Writer& writer, const Part& part, MessageContext& context) : writer_(writer), part_(part), context_(context) {}

  void operator()(const TextPart& text) const {
    begin("text");
    writer_.field("text", text.text);
    end();
  }
  void operator()(const RefusalPart& refusal) const {
    begin("refusal");
    writer_.field("refusal", refusal.text);
    end();
  }
  void operator()(const ImagePart& image) const {
    begin("image_url");
    writer_.key("image_url").begin_object().field("url", write_address(image.media));
    if (!image.media.detail.empty()) writer_.field("detail", image.media.detail);
    write_extra(writer_, part_.extra, "image_url");
    writer_.end_object();
    end();
  }
  void operator()(const AudioPart& audio) const {
    begin("input_audio");
    writer_.key("input_audio").begin_object().field("data", audio.media.data).field("format", audio.format);
    write_extra(writer_, part_.extra, "input_audio");
    writer_.end_object();
    end();
  }
  void operator()(const DocumentPart& document) const {
    begin("file");
    writer_.key("file").begin_object();
    if (document.media.source == canonical::MediaSource::file_id)
      writer_.field("file_id", document.media.data);
    else if (!document.media.data.empty())
      writer_.field("file_data", write_address(document.media));
    if (!document.media.name.empty()) writer_.field("filename", document.media.name);
    write_extra(writer_, part_.extra, "file");
    writer_.end_object();
    end();
  }
  void operator()(const OpaquePart& opaque) const {
    if (opaque.protocol == ProtocolId::openai_chat)
      writer_.raw(opaque.raw_json);
    else
      unsupported(context_, opaque.type);
  }
  void operator()(const canonical::ServerToolCallPart& call) const { unsupported(context_, call.type); }
  void operator()(const canonical::ServerToolResultPart& result) const { unsupported(context_, result.type); }
  void operator()(const ToolResultPart&) const { unsupported(context_, "a tool result inside content"); }
  void operator()(const ToolCallPart&) const {}
  void operator()(const ReasoningPart&) const {}

 private:
  void begin(std::string_view type) const { writer_.begin_object().field("type", type); }
  void end() const {
    if (part_.extra.protocol == ProtocolId::openai_chat) write_extra(writer_, part_.extra);
    writer_.end_object();
  }

  json::Writer& writer_;
  const Part& part_;
  MessageContext& context_;
};

std::size_t content_parts(const std::vector<Part>& parts) {
  return static_cast<std::size_t>(std::ranges::count_if(parts, [](const Part& part) { return !is_beside_content(part); }));
}

const TextPart* only_plain_text(const std::vector<Part>& parts) {
  const TextPart* only = nullptr;
  for (const Part& part : parts) {
    if (is_beside_content(part)) continue;
    if (only != nullptr || !part.extra.empty() || !std::holds_alternative<TextPart>(part.content)) return nullptr;
    only = &std::get<TextPart>(part.content);
  }
  return only;
}

void write_content(json::Writer& writer, const std::vector<Part>& parts, ContentForm form, MessageContext& context) {
  if (content_parts(parts) == 0 && form != ContentForm::parts && form != ContentForm::string) {
    if (form == ContentForm::null) writer.field_null("content");
    return;
  }
  if (const TextPart* text = only_plain_text(parts); text != nullptr && form != ContentForm::parts) {
    writer.field("content", text->text);
    return;
  }
  writer.key("content").begin_array();
  for (const Part& part : parts)
    if (!is_beside_content(part)) std::visit(PartWriter(writer, part, context), part.content);
  writer.end_array();
}

void write_tool_call(json::Writer& writer, const Part& part, const ToolCallPart& call) {
  const bool custom = call.form == canonical::ArgumentForm::text;
  writer.begin_object().field("id", part.call_id);
  if (part.extra.find("type") == nullptr) writer.field("type", custom ? "custom" : "function");
  if (custom)
    writer.key("custom").begin_object().field("name", call.name).field("input", call.arguments);
  else
    writer.key("function").begin_object().field("name", call.name).field("arguments", call.arguments);
  write_extra(writer, part.extra, custom ? "custom" : "function");
  writer.end_object();
  write_extra(writer, part.extra);
  writer.end_object();
}

void write_tool_calls(json::Writer& writer, const std::vector<Part>& parts) {
  if (std::ranges::none_of(parts, [](const Part& part) { return std::holds_alternative<ToolCallPart>(part.content); })) return;
  writer.key("tool_calls").begin_array();
  for (const Part& part : parts)
    if (const auto* call = std::get_if<ToolCallPart>(&part.content)) write_tool_call(writer, part, *call);
  writer.end_array();
}

// Reasoning keeps the member name under which it came; reasoning_content is the commonest where there was none.
void write_beside_content(json::Writer& writer, const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    const auto* reasoning = std::get_if<ReasoningPart>(&part.content);
    if (reasoning == nullptr && !std::holds_alternative<RefusalPart>(part.content)) continue;
    if (!is_beside_content(part)) continue;
    if (!part.extra.empty())
      write_extra(writer, part.extra);
    else if (!reasoning->text.empty())
      writer.field("reasoning_content", reasoning->text);
  }
}

std::string_view role_word(const Message& message, const MessageContext& context) {
  return canonical::name(message.role == Role::developer ? context.developer_role : message.role);
}

void write_tool_message(json::Writer& writer, const Message& message, const Part& part, MessageContext& context) {
  const auto& result = std::get<ToolResultPart>(part.content);
  writer.begin_object();
  if (message.extra.find("role") == nullptr) writer.field("role", "tool");
  if (!part.call_id.empty()) writer.field("tool_call_id", part.call_id);
  write_content(writer, result.content, message.form, context);
  if (!result.name.empty()) writer.field("name", result.name);
  write_extra(writer, message.extra);
  writer.end_object();
}

}  // namespace

void write_message(json::Writer& writer, const Message& message, MessageContext& context) {
  if (message.role == Role::tool) {
    for (const Part& part : message.parts)
      if (std::holds_alternative<ToolResultPart>(part.content)) write_tool_message(writer, message, part, context);
    return;
  }
  writer.begin_object().field("role", role_word(message, context));
  write_content(writer, message.parts, message.form, context);
  if (!message.name.empty()) writer.field("name", message.name);
  write_beside_content(writer, message.parts);
  write_tool_calls(writer, message.parts);
  if (message.extra.protocol == ProtocolId::openai_chat) write_extra(writer, message.extra);
  writer.end_object();
}

void write_tool(json::Writer& writer, const canonical::Tool& tool) {
  if (tool.kind == canonical::ToolKind::server) {
    writer.raw(tool.schema);
    return;
  }
  const bool custom = tool.kind == canonical::ToolKind::custom;
  writer.begin_object().field("type", custom ? "custom" : "function");
  if (custom)
    writer.key("custom");
  else
    writer.key("function");
  writer.begin_object().field("name", tool.name);
  if (!tool.description.empty()) writer.field("description", tool.description);
  if (!tool.schema.empty() && custom) writer.field_raw("format", tool.schema);
  if (!tool.schema.empty() && !custom) writer.field_raw("parameters", tool.schema);
  writer.field("strict", tool.strict);
  write_extra(writer, tool.extra, custom ? "custom" : "function");
  writer.end_object();
  write_extra(writer, tool.extra);
  writer.end_object();
}

void write_tool_choice(json::Writer& writer, const canonical::ToolChoice& choice) {
  using canonical::ToolChoiceMode;
  switch (choice.mode) {
    case ToolChoiceMode::automatic: writer.string("auto"); return;
    case ToolChoiceMode::none: writer.string("none"); return;
    case ToolChoiceMode::required: writer.raw(choice.raw_allowed.empty() ? "\"required\"" : choice.raw_allowed); return;
    case ToolChoiceMode::allowed: writer.raw(choice.raw_allowed); return;
    case ToolChoiceMode::named: break;
  }
  const bool custom = choice.kind == canonical::ToolKind::custom;
  writer.begin_object().field("type", custom ? "custom" : "function");
  if (custom)
    writer.key("custom");
  else
    writer.key("function");
  writer.begin_object().field("name", choice.name).end_object().end_object();
}

}  // namespace patchbay::protocols::openai_chat
