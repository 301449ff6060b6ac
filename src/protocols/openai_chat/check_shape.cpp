#include "protocols/openai_chat/check_shape.hpp"

#include "json/expect.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

bool has_shape(json::Value value, Shape shape) {
  switch (shape) {
    case Shape::boolean: return value.is_boolean();
    case Shape::number: return value.as_double().has_value();
    case Shape::integer: return value.as_int64().has_value();
    case Shape::string: return value.is_string();
    case Shape::array: return value.is_array();
    case Shape::object: return value.is_object();
  }
  return false;
}

std::string_view description(Shape shape) {
  switch (shape) {
    case Shape::boolean: return "a boolean";
    case Shape::number: return "a number";
    case Shape::integer: return "an integer";
    case Shape::string: return "a string";
    case Shape::array: return "an array";
    case Shape::object: return "an object";
  }
  return "a value";
}

}  // namespace

base::Result<void> check_shape(json::Value value, const json::Path& path, Shape shape) {
  if (has_shape(value, shape)) return {};
  return base::fail(json::type_error(value, path, description(shape)));
}

base::Result<void> check_optional(json::Value value, const json::Path& path, Shape shape) {
  return value.absent() ? base::Result<void>() : check_shape(value, path, shape);
}

base::Result<void> require_string(json::Value value, const json::Path& path) { return check_shape(value, path, Shape::string); }

base::Result<void> require_non_empty_string(json::Value value, const json::Path& path) {
  if (auto checked = require_string(value, path); !checked) return checked;
  if (!value.raw_string().empty()) return {};
  std::string where = path.to_string();
  return base::fail(base::invalid_request(where + ": must not be empty", where));
}

base::Result<void> check_strings(json::Value value, const json::Path& path) {
  if (!value.is_array()) return base::fail(json::type_error(value, path, "an array of strings"));
  std::size_t index = 0;
  for (const json::Value item : value.items()) {
    if (auto checked = require_string(item, path.item(index++)); !checked) return checked;
  }
  return {};
}

}  // namespace patchbay::protocols::openai_chat
