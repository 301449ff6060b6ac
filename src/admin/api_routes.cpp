#include "admin/api_routes.hpp"

#include "admin/api_json.hpp"
#include "admin/openapi.hpp"
#include "admin/run_request.hpp"

#include <array>
#include <utility>

namespace patchbay::admin {
namespace {

using codec::Method;
using transport::Task;

struct Place {
  std::string_view path;
  Resource one;   // of the path itself
  Resource each;  // of path/{id}
};
constexpr std::array<Place, 6> places = {{
    {"/status", Resource::status, Resource::unknown},
    {"/conversations", Resource::conversations, Resource::conversation},
    {"/runs", Resource::runs, Resource::run},
    {"/events", Resource::events, Resource::unknown},
    {"/login-codes", Resource::login_codes, Resource::unknown},
    {"/openapi.json", Resource::openapi, Resource::unknown},
}};

std::string status_json(Admin::State& state) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("version", state.services.version).key("providers");
  write_providers(writer, state.watch.look());
  writer.end_object();
  return text;
}

std::string accepted_json(const StartedRun& started) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("run_id", started.place.run_id).field("conversation_id", started.place.conversation_id).key("user_message");
  if (started.user_message)
    write_message(writer, *started.user_message);
  else
    writer.null();
  writer.key("assistant_message");
  write_message(writer, started.assistant_message);
  writer.end_object();
  return text;
}

std::string link_json(Admin::State& state) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("url", state.login_link()).end_object();
  return text;
}

ApiAnswer start_run(Admin::State& state, gateway::WorkerContext& worker, std::string_view body) {
  const auto request = read_run_request(body);
  if (!request) return error_answer(request.error());
  const auto started = state.runs.start(worker, *request);
  if (!started) return error_answer(started.error());
  return {202, accepted_json(*started)};
}

ApiAnswer rename(Admin::State& state, std::string_view id, std::string_view body) {
  auto title = read_title(body);
  if (!title) return error_answer(title.error());
  return answer_or_error(200, state.store.rename(id, std::move(*title)));
}

ApiAnswer nothing_or_error(const base::Result<void>& result) { return result ? ApiAnswer(204, "") : error_answer(result.error()); }

Task<ApiAnswer> stop_run(Admin::State& state, gateway::WorkerContext& worker, std::string id) {
  const auto stopped = co_await state.runs.stop(worker.loop(), std::move(id));
  co_return nothing_or_error(stopped);
}

Task<ApiAnswer> remove(Admin::State& state, gateway::WorkerContext& worker, std::string id) {
  const std::vector<std::string> runs = state.store.runs_of(id);
  for (const std::string& run : runs) (void)co_await state.runs.stop(worker.loop(), run);  // one that has just ended is fine
  co_return nothing_or_error(state.store.remove(id));
}

}  // namespace

ApiRoute find_route(std::string_view path) {
  for (const Place& place : places) {
    if (path == place.path) return {place.one, {}};
    if (!path.starts_with(place.path) || path[place.path.size()] != '/') continue;
    const std::string_view id = path.substr(place.path.size() + 1);
    if (!id.empty() && !id.contains('/')) return {place.each, id};
  }
  return {};
}

Task<ApiAnswer> answer_api(Admin::State& state, gateway::WorkerContext& worker, transport::ServerExchange& exchange, ApiRoute route) {
  const Method method = exchange.head().method;
  const std::string id(route.id);
  switch (route.resource) {
    case Resource::status:
      if (method != Method::get) co_return method_not_allowed("GET");
      co_return ApiAnswer(200, status_json(state));
    case Resource::conversations:
      if (method != Method::get) co_return method_not_allowed("GET");
      co_return ApiAnswer(200, state.store.list());
    case Resource::conversation:
      if (method == Method::get) co_return answer_or_error(200, state.store.show(id));
      if (method == Method::patch) co_return rename(state, id, exchange.body());
      if (method == Method::del) co_return co_await remove(state, worker, id);
      co_return method_not_allowed("GET, PATCH, DELETE");
    case Resource::runs:
      if (method != Method::post) co_return method_not_allowed("POST");
      co_return start_run(state, worker, exchange.body());
    case Resource::run:
      if (method != Method::del) co_return method_not_allowed("DELETE");
      co_return co_await stop_run(state, worker, id);
    case Resource::events: co_return method_not_allowed("GET");
    case Resource::login_codes:
      if (method != Method::post) co_return method_not_allowed("POST");
      co_return ApiAnswer(201, link_json(state));
    case Resource::openapi:
      if (method != Method::get) co_return method_not_allowed("GET");
      co_return ApiAnswer(200, std::string(openapi_document()));
    case Resource::unknown: break;
  }
  co_return error_answer(
      base::Error(base::ErrorKind::not_found, "there is no such path under /admin/v1; see /admin/v1/openapi.json", base::Origin::client));
}

}  // namespace patchbay::admin
