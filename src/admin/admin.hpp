// The administration API (/admin/v1) and the login link: everything that the page and the command line ask of a running server. The API is
// described by the file that GET /admin/v1/openapi.json serves.
//
//   auth::Sessions sessions(random, clock, home / "sessions.json");
//   admin::Admin admin(services, sessions, gateway::run_chat);       // before the workers start
//   admin.set_base_url("http://127.0.0.1:7878");                     // once the port is known
//   each worker's handler, after auth::check_access():  /admin/v1, /admin/v1/...: admin.handle(worker, exchange)   /login:
//   admin.log_in(...) shutdown:  admin.stop(), then WorkerGroup::stop(); each handler's drain() joins worker.background()
#pragma once

#include "admin/chat_runner.hpp"
#include "auth/sessions.hpp"
#include "gateway/services.hpp"
#include "gateway/worker_context.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace patchbay::admin {

// One for all workers, thread-safe; outlives them. References outlive it. Conversations and runs live in memory, bounded
// (conversation_store.hpp says how).
class Admin {
 public:
  struct State;  // admin_state.hpp

  Admin(gateway::Services& services, auth::Sessions& sessions, ChatRunner runner);
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;
  ~Admin();

  // Where browsers reach us, without a slash at the end: for links.
  void set_base_url(std::string url);
  // A fresh one-time link to the page.
  std::string login_link();

  // Every request whose path is_admin_path(). Checks the session; Host and Origin were checked before. Answers every case itself.
  transport::Task<void> handle(gateway::WorkerContext& worker, transport::ServerExchange& exchange);
  // GET /login?code=...: sets the cookie and sends the browser to /, or shows what to do.
  transport::Task<void> log_in(transport::ServerExchange& exchange);

  // Ends all event streams and all runs (they are kept as stopped) and takes no new ones. Any thread, while the loops still run;
  // idempotent.
  void stop();

 private:
  transport::Task<void> stream(transport::ServerExchange& exchange);

  std::unique_ptr<State> state_;
};

bool is_admin_path(std::string_view path);  // /admin/v1 and what is below

}  // namespace patchbay::admin
