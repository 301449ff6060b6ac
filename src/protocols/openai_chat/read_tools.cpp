#include "protocols/openai_chat/read_tools.hpp"

#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Tool;
using canonical::ToolChoice;
using canonical::ToolChoiceMode;
using canonical::ToolKind;
using json::Value;

void keep(Tool& tool, std::string name, Value value) { tool.extra.fields.push_back({std::move(name), std::string(value.raw())}); }

void read_body(Tool& tool, Value body, std::string_view holder, std::string_view schema) {
  for (const json::Member member : body.members()) {
    if (member.is("name"))
      tool.name = member.value.to_string();
    else if (member.is("description") && !member.value.raw_string().empty())
      tool.description = member.value.to_string();
    else if (member.is(schema) && member.value.is_object())
      tool.schema = member.value.raw();
    else if (member.is("strict") && member.value.is_boolean())
      tool.strict = member.value.as_bool();
    else
      keep(tool, nested_name(holder, member.key_raw()), member.value);
  }
}

Tool read_tool(Value source) {
  Tool tool;
  const Value type = source.find("type");
  tool.type = type.exists() ? type.to_string() : "function";  // Mistral's clients leave it out
  const bool custom = type.equals("custom");
  if (!custom && tool.type != "function") {
    tool.kind = ToolKind::server;
    tool.schema = source.raw();
    return tool;
  }
  tool.kind = custom ? ToolKind::custom : ToolKind::function;
  for (const json::Member member : source.members())
    if (!member.is("type") && !member.is(tool.type)) keep(tool, std::string(member.key_raw()), member.value);
  read_body(tool, source.find(tool.type), tool.type, custom ? "format" : "parameters");
  return tool;
}

ToolChoice choice_of_word(Value word) {
  ToolChoice choice;
  if (word.equals("auto")) return choice;
  if (word.equals("none"))
    choice.mode = ToolChoiceMode::none;
  else if (word.equals("required"))
    choice.mode = ToolChoiceMode::required;
  else if (word.equals("any")) {  // Mistral's word
    choice.mode = ToolChoiceMode::required;
    choice.raw_allowed = word.raw();
  } else {
    choice.mode = ToolChoiceMode::allowed;
    choice.raw_allowed = word.raw();
  }
  return choice;
}

}  // namespace

std::vector<Tool> read_tools(Value values) {
  std::vector<Tool> tools;
  tools.reserve(values.size());
  for (const Value value : values.items()) tools.push_back(read_tool(value));
  return tools;
}

ToolChoice read_tool_choice(Value value) {
  if (value.is_string()) return choice_of_word(value);
  ToolChoice choice;
  const Value type = value.find("type");
  const bool custom = type.equals("custom");
  const Value name = value.find(custom ? "custom" : "function").find("name");
  if ((custom || type.equals("function")) && name.is_string()) {
    choice.mode = ToolChoiceMode::named;
    choice.kind = custom ? ToolKind::custom : ToolKind::function;
    choice.name = name.to_string();
    return choice;
  }
  choice.mode = ToolChoiceMode::allowed;
  choice.raw_allowed = value.raw();
  return choice;
}

}  // namespace patchbay::protocols::openai_chat
