#include "protocols/openai_chat/check_messages.hpp"

#include "json/expect.hpp"
#include "protocols/openai_chat/check_shape.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using base::Result;
using json::Path;
using json::Value;

Result<void> check_image_url(Value value, const Path& path) {
  if (value.is_string()) return {};
  if (!value.is_object()) return base::fail(json::type_error(value, path, "an object with a url"));
  if (auto checked = check_optional(value.find("detail"), path.field("detail"), Shape::string); !checked) return checked;
  return require_string(value.find("url"), path.field("url"));
}

Result<void> check_input_audio(Value value, const Path& path) {
  if (value.is_string()) return {};
  if (!value.is_object()) return base::fail(json::type_error(value, path, "an object with data and format"));
  if (auto checked = require_string(value.find("data"), path.field("data")); !checked) return checked;
  return require_string(value.find("format"), path.field("format"));
}

Result<void> check_part(Value part, const Path& path) {
  if (auto object = json::expect_object(part, path); !object) return base::fail(object.error());
  const Value type = part.find("type");
  if (auto checked = require_string(type, path.field("type")); !checked) return checked;
  if (type.equals("text")) return require_string(part.find("text"), path.field("text"));
  if (type.equals("image_url")) return check_image_url(part.find("image_url"), path.field("image_url"));
  if (type.equals("input_audio")) return check_input_audio(part.find("input_audio"), path.field("input_audio"));
  if (type.equals("file")) return check_shape(part.find("file"), path.field("file"), Shape::object);
  if (type.equals("refusal")) return require_string(part.find("refusal"), path.field("refusal"));
  return {};
}

enum class NullContent : std::uint8_t { allowed, refused };

Result<void> check_content(Value content, const Path& path, NullContent null_content) {
  if (content.is_string()) return {};
  if (content.absent() && null_content == NullContent::allowed) return {};
  if (!content.is_array()) return base::fail(json::type_error(content, path, "a string or an array of parts"));
  std::size_t index = 0;
  for (const Value part : content.items()) {
    const Path part_path = path.item(index++);
    if (auto checked = check_part(part, part_path); !checked) return checked;
  }
  return {};
}

Result<void> check_function_call(Value function, const Path& path) {
  if (auto object = json::expect_object(function, path); !object) return base::fail(object.error());
  if (auto checked = require_string(function.find("name"), path.field("name")); !checked) return checked;
  return require_string(function.find("arguments"), path.field("arguments"));
}

Result<void> check_tool_call(Value call, const Path& path) {
  if (auto object = json::expect_object(call, path); !object) return base::fail(object.error());
  if (auto checked = check_optional(call.find("id"), path.field("id"), Shape::string); !checked) return checked;
  const Value type = call.find("type");
  if (auto checked = check_optional(type, path.field("type"), Shape::string); !checked) return checked;
  if (type.exists() && !type.equals("function")) return {};
  return check_function_call(call.find("function"), path.field("function"));
}

Result<void> check_tool_calls(Value calls, const Path& path) {
  if (calls.absent()) return {};
  if (!calls.is_array()) return base::fail(json::type_error(calls, path, "an array"));
  std::size_t index = 0;
  for (const Value call : calls.items()) {
    const Path call_path = path.item(index++);
    if (auto checked = check_tool_call(call, call_path); !checked) return checked;
  }
  return {};
}

// What Value::find() would give where a key is doubled.
void keep_first(Value& kept, Value value) {
  if (!kept.exists()) kept = value;
}

base::Error unknown_role(Value role, const Path& path) {
  const std::string where = path.to_string();
  return base::invalid_request(where + ": unknown role \"" + role.to_string() + "\"; known are developer, system, user, assistant, tool",
                               where);
}

struct Parts {
  Value role, content, name, tool_calls;
};

// One pass, because there may be many messages.
Parts sort_members(Value message) {
  Parts parts;
  for (const json::Member member : message.members()) {
    if (member.is("role"))
      keep_first(parts.role, member.value);
    else if (member.is("content"))
      keep_first(parts.content, member.value);
    else if (member.is("name"))
      keep_first(parts.name, member.value);
    else if (member.is("tool_calls"))
      keep_first(parts.tool_calls, member.value);
  }
  return parts;
}

Result<void> check_message(Value message, const Path& path) {
  if (auto object = json::expect_object(message, path); !object) return base::fail(object.error());
  const Path role_path = path.field("role");
  const Parts parts = sort_members(message);
  const Value role_value = parts.role;
  if (auto checked = require_string(role_value, role_path); !checked) return checked;
  std::string scratch;
  const auto role = role_named(role_value.text(scratch));
  if (!role) return base::fail(unknown_role(role_value, role_path));
  const auto null_content = *role == canonical::Role::assistant ? NullContent::allowed : NullContent::refused;
  if (auto checked = check_content(parts.content, path.field("content"), null_content); !checked) return checked;
  if (auto checked = check_optional(parts.name, path.field("name"), Shape::string); !checked) return checked;
  if (*role == canonical::Role::assistant) return check_tool_calls(parts.tool_calls, path.field("tool_calls"));
  if (role_value.equals("tool")) return require_string(message.find("tool_call_id"), path.field("tool_call_id"));
  return {};
}

}  // namespace

Result<void> check_messages(Value messages, const Path& path) {
  if (!messages.is_array()) return base::fail(json::type_error(messages, path, "an array of messages"));
  if (messages.size() == 0) return base::fail(base::invalid_request("messages: must hold at least one message", path.to_string()));
  std::size_t index = 0;
  for (const Value message : messages.items()) {
    const Path message_path = path.item(index++);
    if (auto checked = check_message(message, message_path); !checked) return checked;
  }
  return {};
}

}  // namespace patchbay::protocols::openai_chat
