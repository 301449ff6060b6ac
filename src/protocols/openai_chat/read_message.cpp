#include "protocols/openai_chat/read_message.hpp"

#include "protocols/openai_chat/read_part.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::ContentForm;
using canonical::Message;
using canonical::Part;
using canonical::Role;
using json::Value;

void keep(canonical::Extra& extra, std::string name, Value value) { extra.fields.push_back({std::move(name), std::string(value.raw())}); }

ContentForm content_form(Value content) {
  if (!content.exists()) return ContentForm::absent;
  if (content.is_null()) return ContentForm::null;
  return content.is_array() ? ContentForm::parts : ContentForm::string;
}

std::vector<Part> read_content(Value content) {
  std::vector<Part> parts;
  if (content.is_string()) parts.emplace_back(canonical::TextPart{content.to_string(), {}});
  // Cloudflare answers in JSON mode with the object itself.
  if (content.is_object()) parts.emplace_back(canonical::TextPart{std::string(content.raw()), {}});
  for (const Value item : content.items()) parts.push_back(read_part(item));
  return parts;
}

// A tool message is one result that holds the content.
void wrap_tool_result(Message& message, Value source) {
  canonical::ToolResultPart result;
  result.name = message.name;
  result.content = std::move(message.parts);
  Part part(std::move(result));
  part.call_id = source.find("tool_call_id").to_string();
  message.parts.clear();
  message.parts.push_back(std::move(part));
  if (source.find("role").equals("function")) keep(message.extra, "role", source.find("role"));
}

// Reasoning that vendors put beside the content; the member's own name is kept, as vendors differ in it.
void read_reasoning(Message& message, std::string_view name, Value value) {
  Part part(canonical::ReasoningPart{value.to_string(), {}});
  part.extra.fields.push_back({std::string(name), std::string(value.raw())});
  message.parts.insert(message.parts.begin(), std::move(part));
}

void read_member(Message& message, const json::Member& member) {
  const Value value = member.value;
  if (member.is("role") || member.is("content") || member.is("tool_call_id")) return;
  if (member.is("name") && value.is_string()) {
    message.name = value.to_string();
  } else if (member.is("refusal") && value.is_string()) {
    Part part(canonical::RefusalPart{value.to_string()});
    part.extra.fields.push_back({"refusal", std::string(value.raw())});
    message.parts.push_back(std::move(part));
  } else if ((member.is("reasoning_content") || member.is("reasoning")) && value.is_string()) {
    read_reasoning(message, member.key_raw(), value);
  } else if (member.is("tool_calls") && value.size() != 0 && value.is_array()) {
    for (const Value call : value.items()) message.parts.push_back(read_tool_call(call));
  } else {
    keep(message.extra, std::string(member.key_raw()), value);
  }
}

}  // namespace

Part read_tool_call(Value call) {
  canonical::ToolCallPart tool_call;
  const Value type = call.find("type");
  const bool custom = type.equals("custom");
  const char* holder = custom ? "custom" : "function";
  const Value body = call.find(holder);
  const Value arguments = body.find(custom ? "input" : "arguments");
  tool_call.name = body.find("name").to_string();
  tool_call.form = custom ? canonical::ArgumentForm::text : canonical::ArgumentForm::json;
  tool_call.arguments = arguments.is_string() ? arguments.to_string() : std::string(arguments.raw());
  Part part(std::move(tool_call));
  part.call_id = call.find("id").to_string();
  for (const json::Member member : call.members())
    if (!member.is("id") && !member.is("type") && !member.is(holder)) keep(part.extra, std::string(member.key_raw()), member.value);
  if (type.exists() && !custom && !type.equals("function")) keep(part.extra, "type", type);
  for (const json::Member member : body.members())
    if (!member.is("name") && !member.is("arguments") && !member.is("input"))
      keep(part.extra, nested_name(holder, member.key_raw()), member.value);
  return part;
}

Message read_message(Value source) {
  Message message;
  std::string scratch;
  message.role = role_named(source.find("role").text(scratch)).value_or(Role::assistant);
  const Value content = source.find("content");
  message.form = content_form(content);
  message.parts = read_content(content);
  for (const json::Member member : source.members()) read_member(message, member);
  if (message.role == Role::tool) wrap_tool_result(message, source);
  return message;
}

std::vector<Message> read_messages(Value values) {
  std::vector<Message> messages;
  messages.reserve(values.size());
  for (const Value value : values.items()) messages.push_back(read_message(value));
  return messages;
}

}  // namespace patchbay::protocols::openai_chat
