#include "admin/admin.hpp"

#include "admin/admin_state.hpp"
#include "admin/api_answer.hpp"
#include "admin/api_routes.hpp"
#include "admin/event_stream.hpp"
#include "admin/login_page.hpp"
#include "codec/percent_encoding.hpp"

#include <array>
#include <utility>

namespace patchbay::admin {
namespace {

using transport::Task;

constexpr std::string_view root = "/admin/v1";

base::Error no_session() {
  return {base::ErrorKind::authentication,
          "this needs a session: open the link that `patchbay serve` printed, or a fresh one from `patchbay open`", base::Origin::client};
}

base::Error too_many_listeners() { return {base::ErrorKind::overloaded, "too many event streams are open; close some tabs"}; }

std::string code_in(std::string_view query) {
  if (const auto parameters = codec::parse_query(query))
    for (const auto& [key, value] : *parameters)
      if (key == "code") return value;
  return {};
}

Task<void> redirect_to_page(transport::ServerExchange& exchange, std::string cookie) {
  std::vector<codec::HeaderView> fields = {{"location", "/", codec::KnownHeader::location},
                                           {"cache-control", "no-store", codec::KnownHeader::cache_control},
                                           {"referrer-policy", "no-referrer", codec::KnownHeader::other}};
  if (!cookie.empty()) fields.push_back({"set-cookie", cookie, codec::KnownHeader::set_cookie});
  const transport::ResponseStart start(303, fields);
  (void)co_await exchange.respond(start, std::string_view());
}

}  // namespace

bool is_admin_path(std::string_view path) { return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/'); }

Admin::Admin(gateway::Services& services, auth::Sessions& sessions, ChatRunner runner)
    : state_(std::make_unique<State>(services, sessions, std::move(runner))) {}

Admin::~Admin() = default;

void Admin::set_base_url(std::string url) { state_->set_base_url(std::move(url)); }

std::string Admin::login_link() { return state_->login_link(); }

void Admin::stop() {
  state_->runs.stop_all();
  state_->hub.close();
}

Task<void> Admin::handle(gateway::WorkerContext& worker, transport::ServerExchange& exchange) {
  const std::shared_ptr<gateway::WorkerSnapshot> snapshot = worker.snapshot();
  if (!state_->sessions.admits(exchange.head(), exchange.peer(), snapshot->config())) {
    co_await send_answer(exchange, error_answer(no_session()));
    co_return;
  }
  const ApiRoute route = find_route(exchange.head().path.substr(root.size()));
  if (route.resource == Resource::events && exchange.head().method == codec::Method::get) {
    co_await stream(exchange);
    co_return;
  }
  if (auto body = co_await exchange.read_body(max_api_body); !body) {
    if (body.error().kind != base::ErrorKind::cancelled) co_await send_answer(exchange, error_answer(body.error()));
    co_return;
  }
  ApiAnswer answer = co_await answer_api(*state_, worker, exchange, route);
  co_await send_answer(exchange, std::move(answer));
}

Task<void> Admin::stream(transport::ServerExchange& exchange) {
  const auto after = events_after(exchange.head());
  if (!after) {
    co_await send_answer(exchange, error_answer(after.error()));
    co_return;
  }
  if (state_->hub.listeners() >= max_listeners) {
    co_await send_answer(exchange, error_answer(too_many_listeners()));
    co_return;
  }
  std::function<void()> tick = [this] { state_->watch.look_if_due(); };
  co_await stream_events(state_->hub, exchange, *after, std::move(tick));
}

Task<void> Admin::log_in(transport::ServerExchange& exchange) {
  const codec::RequestHeadView& head = exchange.head();
  if (head.method != codec::Method::get) {
    co_await send_answer(exchange, method_not_allowed("GET"));
    co_return;
  }
  const auto token = state_->sessions.redeem(code_in(head.query));
  std::string cookie;
  if (token) cookie = auth::session_cookie(*token, exchange.peer().kind);
  // A used link in a browser that is logged in is no reason to send anybody away.
  if (token || state_->sessions.has_session(head))
    co_await redirect_to_page(exchange, std::move(cookie));
  else
    co_await serve_login_help(exchange);
}

}  // namespace patchbay::admin
