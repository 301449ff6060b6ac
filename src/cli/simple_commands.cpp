#include "cli/simple_commands.hpp"

#include "cli/config_files.hpp"
#include "cli/key_files.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace patchbay::cli {
namespace {

int fail(std::string_view message) {
  fmt::print(stderr, "patchbay: {}\n", message);
  return 1;
}

void print_model(json::Value model) {
  const json::Value details = model.find("patchbay");
  const auto size = details.find("size_bytes").as_int64();
  const std::string where = details.find("local").as_bool().value_or(false) ? "on this machine" : "remote";
  fmt::print("{:<48} {:<16} {}{}\n", model.find("id").to_string(), where, details.find("state").to_string(),
             size ? fmt::format(", {} MB", *size / 1'000'000) : std::string());
}

void write_diagnostic(json::Writer& writer, const config::Diagnostic& diagnostic) {
  writer.begin_object().field("severity", diagnostic.severity == config::Severity::error ? "error" : "warning");
  writer.field("file", diagnostic.place.path).field("line", diagnostic.place.line).field("column", diagnostic.place.column);
  writer.field("message", diagnostic.message).field("cure", diagnostic.cure).end_object();
}

}  // namespace

int run_open(const CommandLine& line, const GatewayClient& client) {
  auto reply = client.post("/admin/v1/login-codes", "{}");
  if (!reply) return fail("no server is running; start it with `patchbay serve`");
  if (reply->status >= 300) return fail(error_text(*reply));
  json::Document document;
  if (!document.parse(reply->body)) return fail("the server's answer is not JSON");
  if (line.json)
    fmt::print("{}\n", reply->body);
  else
    fmt::print("{}\n", document.root().find("url").to_string());
  return 0;
}

int run_models_list(const CommandLine& line, const GatewayClient& client) {
  auto reply = client.get("/v1/models");
  if (!reply) return fail(reply.error().message);
  if (reply->status != 200) return fail(error_text(*reply));
  json::Document document;
  if (!document.parse(reply->body)) return fail("the server's answer is not JSON");
  const json::Value data = document.root().find("data");
  if (line.json) {
    fmt::print("{}\n", reply->body);
    return 0;
  }
  if (data.size() == 0) fmt::print(stderr, "there are no models; `patchbay doctor` says what to do\n");
  for (const json::Value model : data.items()) print_model(model);
  return 0;
}

int run_check_config(const CommandLine& line, const config::Environment& environment) {
  const std::optional<std::string> option = line.file.empty() ? line.config : std::optional(line.file);
  const ConfigLocation location = find_config(option, environment);
  config::Parsed parsed = load_config(location, config::detect(environment, config::LocalEngine::available));
  std::ranges::move(key_file_warnings(parsed), std::back_inserter(parsed.diagnostics));
  const bool bad = config::has_errors(parsed.diagnostics);
  if (line.json) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object().field("valid", !bad).key("diagnostics").begin_array();
    for (const auto& diagnostic : parsed.diagnostics) write_diagnostic(writer, diagnostic);
    writer.end_array().end_object();
    fmt::print("{}\n", text);
    return bad ? 1 : 0;
  }
  for (const auto& diagnostic : parsed.diagnostics) fmt::print(stderr, "{}\n", config::format(diagnostic));
  if (!bad)
    fmt::print("{} is valid: {} providers\n", location.main_file.empty() ? "the default" : location.main_file,
               parsed.snapshot->providers.size());
  return bad ? 1 : 0;
}

int run_version(const CommandLine& line, std::string_view version) {
  if (line.json)
    fmt::print("{{\"version\":\"{}\"}}\n", version);
  else
    fmt::print("patchbay {}\n", version);
  return 0;
}

}  // namespace patchbay::cli
