#include "json/expect.hpp"

#include <fmt/format.h>

namespace patchbay::json {
namespace {

base::Result<Value> expect_type(Value value, const Path& path, Type type) {
  if (value.exists() && value.type() == type) return value;
  return base::fail(type_error(value, path, type_name(type)));
}

std::string found(Value value) {
  if (!value.exists()) return "it is missing";
  if (value.is_number()) return fmt::format("found the number {}", value.raw().substr(0, 32));
  return fmt::format("found {}", type_name(value.type()));
}

}  // namespace

base::Error type_error(Value value, const Path& path, std::string_view expected) {
  std::string where = path.to_string();
  std::string message = fmt::format("{}: expected {}, {}", where.empty() ? "the text" : where, expected, found(value));
  return base::invalid_request(std::move(message), std::move(where));
}

base::Result<Value> expect_object(Value value, const Path& path) { return expect_type(value, path, Type::object); }
base::Result<Value> expect_array(Value value, const Path& path) { return expect_type(value, path, Type::array); }

base::Result<std::string> expect_string(Value value, const Path& path) {
  if (value.is_string()) return value.to_string();
  return base::fail(type_error(value, path, "a string"));
}

base::Result<std::string_view> expect_string(Value value, const Path& path, std::string& scratch) {
  if (value.is_string()) return value.text(scratch);
  return base::fail(type_error(value, path, "a string"));
}

base::Result<bool> expect_bool(Value value, const Path& path) {
  if (const auto flag = value.as_bool()) return *flag;
  return base::fail(type_error(value, path, "a boolean"));
}

base::Result<std::int64_t> expect_int64(Value value, const Path& path) {
  if (const auto number = value.as_int64()) return *number;
  return base::fail(type_error(value, path, "a whole number of 64 bits"));
}

base::Result<double> expect_double(Value value, const Path& path) {
  if (const auto number = value.as_double()) return *number;
  return base::fail(type_error(value, path, "a number"));
}

}  // namespace patchbay::json
