#include "protocols/openai_chat/check_tools.hpp"

#include "json/expect.hpp"
#include "protocols/openai_chat/check_shape.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using base::Result;
using json::Path;
using json::Value;

Result<void> check_function(Value function, const Path& path) {
  if (auto object = json::expect_object(function, path); !object) return base::fail(object.error());
  if (auto checked = require_non_empty_string(function.find("name"), path.field("name")); !checked) return checked;
  if (auto checked = check_optional(function.find("description"), path.field("description"), Shape::string); !checked) return checked;
  if (auto checked = check_optional(function.find("parameters"), path.field("parameters"), Shape::object); !checked) return checked;
  return check_optional(function.find("strict"), path.field("strict"), Shape::boolean);
}

Result<void> check_custom(Value custom, const Path& path) {
  if (auto object = json::expect_object(custom, path); !object) return base::fail(object.error());
  return require_non_empty_string(custom.find("name"), path.field("name"));
}

Result<void> check_tool(Value tool, const Path& path) {
  if (auto object = json::expect_object(tool, path); !object) return base::fail(object.error());
  const Value type = tool.find("type");
  const Value function = tool.find("function");
  if (type.exists() || !function.exists())
    if (auto checked = require_string(type, path.field("type")); !checked) return checked;
  if (!type.exists() || type.equals("function")) return check_function(function, path.field("function"));
  if (type.equals("custom")) return check_custom(tool.find("custom"), path.field("custom"));
  return {};
}

}  // namespace

Result<void> check_tools(Value tools, const Path& path) {
  if (!tools.is_array()) return base::fail(json::type_error(tools, path, "an array of tools"));
  std::size_t index = 0;
  for (const Value tool : tools.items()) {
    const Path tool_path = path.item(index++);
    if (auto checked = check_tool(tool, tool_path); !checked) return checked;
  }
  return {};
}

Result<void> check_tool_choice(Value choice, const Path& path) {
  if (choice.is_string()) return {};
  if (!choice.is_object()) return base::fail(json::type_error(choice, path, "a string or an object"));
  const Value type = choice.find("type");
  const Value function = choice.find("function");
  if (type.exists() || !function.exists())
    if (auto checked = require_string(type, path.field("type")); !checked) return checked;
  if (type.exists() && !type.equals("function")) return {};
  const Path function_path = path.field("function");
  if (auto object = json::expect_object(function, function_path); !object) return base::fail(object.error());
  return require_non_empty_string(function.find("name"), function_path.field("name"));
}

}  // namespace patchbay::protocols::openai_chat
