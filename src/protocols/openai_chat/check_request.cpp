#include "protocols/openai_chat/check_request.hpp"

#include "json/expect.hpp"
#include "protocols/openai_chat/check_messages.hpp"
#include "protocols/openai_chat/check_shape.hpp"
#include "protocols/openai_chat/check_tools.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::protocols::openai_chat {
namespace {

using base::Result;
using json::Path;
using json::Value;

Result<void> check_stop(Value value, const Path& path) {
  if (value.is_string()) return {};
  if (!value.is_array()) return base::fail(json::type_error(value, path, "a string or an array of strings"));
  return check_strings(value, path);
}

Result<void> check_response_format(Value value, const Path& path) {
  if (auto object = json::expect_object(value, path); !object) return base::fail(object.error());
  const Path type_path = path.field("type");
  const Value type = value.find("type");
  if (auto checked = require_string(type, type_path); !checked) return checked;
  if (!type.equals("json_schema")) return {};
  const Path schema_path = path.field("json_schema");
  const Value schema = value.find("json_schema");
  if (auto object = json::expect_object(schema, schema_path); !object) return base::fail(object.error());
  if (auto checked = check_optional(schema.find("schema"), schema_path.field("schema"), Shape::object); !checked) return checked;
  if (auto checked = check_optional(schema.find("strict"), schema_path.field("strict"), Shape::boolean); !checked) return checked;
  return require_string(schema.find("name"), schema_path.field("name"));
}

Result<void> check_stream_options(Value value, const Path& path) {
  if (auto object = json::expect_object(value, path); !object) return base::fail(object.error());
  return check_optional(value.find("include_usage"), path.field("include_usage"), Shape::boolean);
}

Result<void> check_choices(Value value, const Path& path) {
  auto count = json::expect_int64(value, path);
  if (!count) return base::fail(count.error());
  if (*count < 1) return base::fail(base::invalid_request(path.to_string() + ": must be at least 1", path.to_string()));
  return {};
}

Result<void> check_logit_bias(Value value, const Path& path) {
  if (value.is_object() || value.is_array()) return {};
  return base::fail(json::type_error(value, path, "an object"));
}

using Check = Result<void> (*)(Value, const Path&);
template <Shape shape>
Result<void> of_shape(Value value, const Path& path) {
  return check_shape(value, path, shape);
}

struct Field {
  std::string_view name;
  Check check;
};

// Optional fields; null counts as absent.
constexpr std::array unsorted_fields = {
    Field{"temperature", of_shape<Shape::number>},
    Field{"stream", of_shape<Shape::boolean>},
    Field{"max_tokens", of_shape<Shape::integer>},
    Field{"max_completion_tokens", of_shape<Shape::integer>},
    Field{"stream_options", check_stream_options},
    Field{"tools", check_tools},
    Field{"tool_choice", check_tool_choice},
    Field{"functions", of_shape<Shape::array>},
    Field{"parallel_tool_calls", of_shape<Shape::boolean>},
    Field{"response_format", check_response_format},
    Field{"top_p", of_shape<Shape::number>},
    Field{"n", check_choices},
    Field{"stop", check_stop},
    Field{"seed", of_shape<Shape::integer>},
    Field{"frequency_penalty", of_shape<Shape::number>},
    Field{"presence_penalty", of_shape<Shape::number>},
    Field{"logprobs", of_shape<Shape::boolean>},
    Field{"top_logprobs", of_shape<Shape::integer>},
    Field{"logit_bias", check_logit_bias},
    Field{"reasoning_effort", of_shape<Shape::string>},
    Field{"verbosity", of_shape<Shape::string>},
    Field{"user", of_shape<Shape::string>},
    Field{"metadata", of_shape<Shape::object>},
    Field{"store", of_shape<Shape::boolean>},
    Field{"service_tier", of_shape<Shape::string>},
    Field{"modalities", check_strings},
    Field{"audio", of_shape<Shape::object>},
    Field{"prediction", of_shape<Shape::object>},
    Field{"safety_identifier", of_shape<Shape::string>},
    Field{"prompt_cache_key", of_shape<Shape::string>},
    Field{"prompt_cache_retention", of_shape<Shape::string>},
    Field{"top_k", of_shape<Shape::integer>},
    Field{"min_p", of_shape<Shape::number>},
    Field{"repetition_penalty", of_shape<Shape::number>},
};

constexpr auto fields = [] {
  auto sorted = unsorted_fields;
  std::ranges::sort(sorted, {}, [](const Field& field) { return field.name.size(); });
  return sorted;
}();

// Where the names of each length begin in `fields`; a last entry beyond the longest.
constexpr auto length_begins = [] {
  std::array<std::uint8_t, fields.back().name.size() + 2> begins{};
  for (const Field& field : fields)
    for (std::size_t length = field.name.size() + 1; length < begins.size(); ++length) ++begins[length];
  return begins;
}();

// The fields that a name of that many bytes may be.
std::span<const Field> fields_of_length(std::size_t length) {
  if (length + 1 >= length_begins.size()) return {};
  return std::span(fields).subspan(length_begins[length], length_begins[length + 1] - length_begins[length]);
}

const Field* find_field(const json::Member& member) {
  const auto candidates = member.name.has_escapes() ? std::span<const Field>(fields) : fields_of_length(member.key_raw().size());
  const char first = member.key_raw().empty() ? '\0' : member.key_raw().front();
  for (const Field& field : candidates)
    if ((field.name.front() == first || first == '\\') && member.is(field.name)) return &field;
  return nullptr;
}

Result<void> check_model(Value model) {
  const Path path("model");
  if (auto checked = require_string(model, path); !checked) return checked;
  if (model.raw_string().empty()) return base::fail(base::invalid_request("model: must not be empty", "model"));
  return {};
}

}  // namespace

Result<void> check_request(const json::Document& document) {
  const Value root = document.root();
  if (!root.is_object()) return base::fail(json::type_error(root, Path(), "an object"));
  if (auto checked = check_messages(root.find("messages"), Path("messages")); !checked) return checked;
  if (auto checked = check_model(root.find("model")); !checked) return checked;
  for (const json::Member member : root.members()) {
    if (member.value.is_null()) continue;
    const Field* field = find_field(member);
    if (field == nullptr) continue;
    if (auto checked = field->check(member.value, Path(field->name)); !checked) return checked;
  }
  return {};
}

}  // namespace patchbay::protocols::openai_chat
