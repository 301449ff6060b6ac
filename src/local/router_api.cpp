#include "local/router_api.hpp"

#include "json/document.hpp"
#include "json/writer.hpp"

namespace patchbay::local {
namespace {

constexpr std::size_t longest_plain_message = 200;

RouterModelState state_named(const json::Value& value) {
  if (value.equals("loaded")) return RouterModelState::loaded;
  if (value.equals("loading")) return RouterModelState::loading;
  if (value.equals("sleeping")) return RouterModelState::sleeping;
  return RouterModelState::unloaded;
}

}  // namespace

base::Result<std::vector<RouterModel>> read_router_models(std::string_view body) {
  json::Document document;
  const auto parsed = document.parse(body);
  if (!parsed || !document.root().find("data").is_array())
    return base::fail(base::ErrorKind::bad_provider_response, "llama-server's /models answered something else than a list of models",
                      base::Origin::provider);
  std::vector<RouterModel> models;
  for (const json::Value entry : document.root().find("data").items()) {
    const json::Value status = entry.find("status");
    if (!entry.find("id").is_string()) continue;
    models.push_back({entry.find("id").to_string(), state_named(status.find("value")), status.find("failed").as_bool().value_or(false)});
  }
  return models;
}

std::string model_body(std::string_view id) {
  std::string body;
  json::Writer(body).begin_object().field("model", id).end_object();
  return body;
}

std::string target_for_model(std::string_view path, std::string_view id) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  static constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
  std::string target(path);
  target += "?model=";
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.contains(c))
      target += c;
    else
      target.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return target;
}

std::string router_error_message(std::string_view body) {
  json::Document document;
  if (document.parse(body)) {
    const json::Value message = document.root().find("error").find("message");
    if (message.is_string()) return message.to_string();
  }
  return std::string(body.substr(0, longest_plain_message));
}

}  // namespace patchbay::local
