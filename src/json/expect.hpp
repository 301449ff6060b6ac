// Typed reading with errors that name the field: "messages[0].role: expected a string, found a number".
// Each returns the content, or invalid_request with `param` set to the path. What does not exist is "missing".
#pragma once

#include "base/result.hpp"
#include "json/path.hpp"
#include "json/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::json {

base::Result<Value> expect_object(Value value, const Path& path);
base::Result<Value> expect_array(Value value, const Path& path);
base::Result<std::string> expect_string(Value value, const Path& path);
base::Result<std::string_view> expect_string(Value value, const Path& path, std::string& scratch);  // as Value::text
base::Result<bool> expect_bool(Value value, const Path& path);
base::Result<std::int64_t> expect_int64(Value value, const Path& path);
base::Result<double> expect_double(Value value, const Path& path);

// The error itself, for other expectations: `expected` reads "a string or an array".
base::Error type_error(Value value, const Path& path, std::string_view expected);

}  // namespace patchbay::json
