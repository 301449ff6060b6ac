#include "protocols/openai_chat/listing.hpp"

#include "json/document.hpp"
#include "json/writer.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using json::Value;

// Vendors name the context window differently (wire facts, section 11.1).
std::optional<std::int64_t> context_of(Value entry) {
  for (const char* name : {"context_window", "context_length", "max_model_len", "max_context_length"})
    if (auto tokens = entry.find(name).as_int64()) return tokens;
  return entry.find("meta").find("n_ctx").as_int64();
}

canonical::ModelInfo read_entry(Value entry) {
  canonical::ModelInfo model;
  model.id = entry.find("id").to_string();
  model.owner = entry.find("owned_by").to_string();
  model.created = entry.find("created").as_int64().value_or(0);
  model.context = context_of(entry);
  model.raw_json = entry.raw();
  return model;
}

void write_entry(json::Writer& writer, const ListedModel& model) {
  writer.begin_object().field("id", model.id).field("object", "model").field("created", model.created).field("owned_by", model.owner);
  if (!model.details.empty()) writer.field_raw("patchbay", model.details);
  writer.end_object();
}

}  // namespace

base::Result<std::vector<canonical::ModelInfo>> read_list(std::string_view body) {
  json::Document document;
  if (auto parsed = document.parse(body); !parsed)
    return base::fail(base::ErrorKind::bad_provider_response, "the provider's model list is not JSON", base::Origin::provider);
  const Value root = document.root();
  const Value data = root.is_array() ? root : root.find("data");
  if (!data.is_array())
    return base::fail(base::ErrorKind::bad_provider_response, "the provider's model list has no data", base::Origin::provider);
  std::vector<canonical::ModelInfo> models;
  for (const Value entry : data.items())
    if (!entry.find("id").raw_string().empty()) models.push_back(read_entry(entry));
  return models;
}

std::string write_list(const std::vector<ListedModel>& models) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().field("object", "list").key("data").begin_array();
  for (const ListedModel& model : models) write_entry(writer, model);
  writer.end_array().end_object();
  return body;
}

std::string write_model(const ListedModel& model) {
  std::string body;
  json::Writer writer(body);
  write_entry(writer, model);
  return body;
}

}  // namespace patchbay::protocols::openai_chat
