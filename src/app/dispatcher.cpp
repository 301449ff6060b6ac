#include "app/dispatcher.hpp"

#include "admin/page.hpp"
#include "auth/access_check.hpp"
#include "auth/cross_origin.hpp"
#include "base/error_tables.hpp"
#include "codec/percent_encoding.hpp"
#include "gateway/answer_fields.hpp"
#include "gateway/chat_pipeline.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/model_list.hpp"
#include "gateway/operations_endpoints.hpp"
#include "gateway/recorder.hpp"
#include "protocols/openai_chat/adapter.hpp"

namespace patchbay::app {
namespace {

using codec::Method;
using gateway::WorkerContext;
using transport::ServerExchange;
using transport::Task;

const protocols::ClientDialect& openai() { return protocols::openai_chat::dialect(); }

Task<void> chat_completions(WorkerContext& worker, ServerExchange& exchange) { co_await gateway::handle_chat(worker, exchange, openai()); }
Task<void> model_list(WorkerContext& worker, ServerExchange& exchange) { co_await gateway::handle_model_list(worker, exchange, openai()); }

constexpr std::string_view model_prefix = "/v1/models/";

Task<void> one_model(WorkerContext& worker, ServerExchange& exchange) {
  auto id = codec::percent_decode(exchange.head().path.substr(model_prefix.size()));
  std::string name;
  if (id) name = std::move(*id);
  co_await gateway::handle_model(worker, exchange, openai(), std::move(name));
}

enum class Match : std::uint8_t { exact, below };
struct Route {
  std::string_view path;
  Match match;
  Method method;
  Task<void> (*handle)(WorkerContext&, ServerExchange&);
};

constexpr std::array routes = {
    Route{"/v1/chat/completions", Match::exact, Method::post, chat_completions},
    Route{"/v1/models", Match::exact, Method::get, model_list},
    Route{model_prefix, Match::below, Method::get, one_model},
    Route{"/healthz", Match::exact, Method::get, gateway::handle_healthz},
    Route{"/readyz", Match::exact, Method::get, gateway::handle_readyz},
    Route{"/metrics", Match::exact, Method::get, gateway::handle_metrics},
};

bool matches(const Route& route, std::string_view path) {
  if (route.match == Match::exact) return path == route.path;
  return path.size() > route.path.size() && path.starts_with(route.path);
}

const Route* find_route(std::string_view path) {
  for (const Route& route : routes)
    if (matches(route, path)) return &route;
  return nullptr;
}

bool takes(const Route& route, Method method) { return route.method == method || (route.method == Method::get && method == Method::head); }

// An answer that says no: counted, logged and readable for pages of allowed origins like any other.
class Refusal {
 public:
  Refusal(WorkerContext& worker, ServerExchange& exchange, const config::Snapshot& snapshot) : worker_(worker), exchange_(exchange) {
    const auto cross_origin = auth::cross_origin_fields(exchange.head(), snapshot);
    record_.cross_origin.assign(cross_origin.view().begin(), cross_origin.view().end());
    record_.moments.begin = worker.services().clock.steady();
    record_.id = worker.ids().accept_or_next(exchange.head().headers.find(codec::KnownHeader::x_request_id).value_or(std::string_view()));
  }
  Refusal(const Refusal&) = delete;
  Refusal& operator=(const Refusal&) = delete;
  ~Refusal() {
    const codec::RequestHeadView& head = exchange_.head();
    gateway::record_request(
        worker_.services(), record_,
        gateway::RequestOrigin{exchange_.peer().ip, head.method_name, head.path, {}, exchange_.bytes_received(), exchange_.bytes_sent()});
  }

  Task<void> send(base::Error error) { co_await gateway::answer_error(exchange_, openai(), error, record_); }

  // 405 is no error's status: it says which methods there are.
  Task<void> send_allowed_methods(const Route& route) {
    const std::string_view allow = route.method == Method::post ? "POST" : "GET, HEAD";
    const base::Error error(base::ErrorKind::invalid_request, fmt::format("{} takes {} only", route.path, allow), base::Origin::client);
    gateway::note_error(record_, error);
    record_.status = 405;
    gateway::AnswerFields fields;
    fields.add("content-type", "application/json");
    fields.add("allow", allow);
    fields.add_record(record_);
    const std::string body = openai().write_error(error);
    const transport::ResponseStart start(405, fields.fields());
    auto sent = co_await exchange_.respond(start, body);
    if (!sent) record_.status = base::http_status(base::ErrorKind::cancelled);
  }

 private:
  WorkerContext& worker_;
  ServerExchange& exchange_;
  gateway::RequestRecord record_;
};

PATCHBAY_SELDOM Task<void> refuse(WorkerContext& worker, ServerExchange& exchange, const config::Snapshot& snapshot, base::Error error) {
  Refusal refusal(worker, exchange, snapshot);
  co_await refusal.send(std::move(error));
}

PATCHBAY_SELDOM Task<void> not_found(WorkerContext& worker, ServerExchange& exchange, const config::Snapshot& snapshot) {
  base::Error error(base::ErrorKind::not_found, fmt::format("there is nothing at {}", exchange.head().path), base::Origin::client);
  co_await refuse(worker, exchange, snapshot, std::move(error));
}

PATCHBAY_SELDOM Task<void> method_not_allowed(WorkerContext& worker, ServerExchange& exchange, const config::Snapshot& snapshot,
                                              const Route& route) {
  Refusal refusal(worker, exchange, snapshot);
  co_await refusal.send_allowed_methods(route);
}

PATCHBAY_SELDOM Task<void> answer_preflight(ServerExchange& exchange, const config::Snapshot& snapshot) {
  const auto fields = auth::preflight_fields(exchange.head(), snapshot);
  const transport::ResponseStart start(204, fields.view());
  [[maybe_unused]] auto sent = co_await exchange.respond(start, std::string_view());
}

}  // namespace

Dispatcher::Dispatcher(gateway::Services& services, admin::Admin& admin, transport::EventLoop& loop, transport::Resolver& resolver,
                       std::function<config::HostPort()> own)
    : admin_(admin), own_(std::move(own)), client_(loop, resolver), worker_(services, loop, client_) {}

Task<void> Dispatcher::handle(ServerExchange& exchange) {
  const auto snapshot = worker_.snapshot();
  if (!check_access(exchange, snapshot->config())) {
    co_await refuse_access(exchange, snapshot->config());
    co_return;
  }
  if (auth::is_preflight(exchange.head())) {
    co_await answer_preflight(exchange, snapshot->config());
    co_return;
  }
  co_await route(exchange, snapshot->config());
}

base::Result<void> Dispatcher::check_access(ServerExchange& exchange, const config::Snapshot& snapshot) const {
  return auth::check_access(exchange.head(), exchange.peer(), snapshot, own_());
}

// Checks again, so that who is let in need not carry the room for an error along.
Task<void> Dispatcher::refuse_access(ServerExchange& exchange, const config::Snapshot& snapshot) {
  auto access = check_access(exchange, snapshot);
  if (!access) co_await refuse(worker_, exchange, snapshot, std::move(access.error()));
}

Task<void> Dispatcher::route(ServerExchange& exchange, const config::Snapshot& snapshot) {
  const std::string_view path = exchange.head().path;
  if (const Route* found = find_route(path)) {
    if (takes(*found, exchange.head().method))
      co_await found->handle(worker_, exchange);
    else
      co_await method_not_allowed(worker_, exchange, snapshot, *found);
  } else if (admin::is_admin_path(path)) {
    co_await admin_.handle(worker_, exchange);
  } else if (path == "/login") {
    co_await admin_.log_in(exchange);
  } else if (admin::is_page_path(path)) {
    co_await admin::serve_page(exchange);
  } else {
    co_await not_found(worker_, exchange, snapshot);
  }
}

void Dispatcher::on_refused(const transport::Peer& peer, int status, std::string_view rule) {
  worker_.services().log.info("server", "refused a request of {} with {}: {}", peer.ip.empty() ? "a local socket" : peer.ip, status, rule);
}

void Dispatcher::on_exception(ServerExchange& exchange, std::string_view what) {
  worker_.services().log.error("server", "{} {}: {}", exchange.head().method_name, exchange.head().path, what);
}

Task<void> Dispatcher::drain() {
  co_await worker_.background().join();
  client_.close_idle_connections();
}

}  // namespace patchbay::app
