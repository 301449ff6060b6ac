// /healthz, /readyz and /metrics.
#pragma once

#include "gateway/worker_context.hpp"
#include "transport/server_exchange.hpp"

namespace patchbay::gateway {

// The process lives.
transport::Task<void> handle_healthz(WorkerContext& worker, transport::ServerExchange& exchange);
// It can serve: there is a configuration in force. Says how many providers it has.
transport::Task<void> handle_readyz(WorkerContext& worker, transport::ServerExchange& exchange);
// Prometheus text. Off loopback it needs a key, and this version has none, so it is refused there.
transport::Task<void> handle_metrics(WorkerContext& worker, transport::ServerExchange& exchange);

}  // namespace patchbay::gateway
