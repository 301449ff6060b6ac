// The route table: which request goes to whom. Every request is checked for access before it is looked at.
#pragma once

#include "admin/admin.hpp"
#include "config/address.hpp"
#include "config/snapshot.hpp"
#include "gateway/worker_context.hpp"
#include "transport/http_client.hpp"
#include "transport/http_server.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace patchbay::app {

// One per worker, on its loop.
class Dispatcher final : public transport::Handler {
 public:
  // `own` gives the address that the TCP listener was bound to. References outlive it.
  Dispatcher(gateway::Services& services, admin::Admin& admin, transport::EventLoop& loop, transport::Resolver& resolver,
             std::function<config::HostPort()> own);

  transport::Task<void> handle(transport::ServerExchange& exchange) override;
  void on_refused(const transport::Peer& peer, int status, std::string_view rule) override;
  void on_exception(transport::ServerExchange& exchange, std::string_view what) override;
  transport::Task<void> drain() override;

 private:
  [[nodiscard]] base::Result<void> check_access(transport::ServerExchange& exchange, const config::Snapshot& snapshot) const;
  PATCHBAY_SELDOM transport::Task<void> refuse_access(transport::ServerExchange& exchange, const config::Snapshot& snapshot);
  transport::Task<void> route(transport::ServerExchange& exchange, const config::Snapshot& snapshot);

  admin::Admin& admin_;
  std::function<config::HostPort()> own_;
  transport::HttpClient client_;
  gateway::WorkerContext worker_;
};

}  // namespace patchbay::app
