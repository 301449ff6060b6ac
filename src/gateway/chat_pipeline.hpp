// One chat request over HTTP from its first byte to its log line: the steps of docs/life-of-a-request.md in order.
#pragma once

#include "gateway/worker_context.hpp"
#include "protocols/protocol.hpp"
#include "transport/server_exchange.hpp"

namespace patchbay::gateway {

// Access has been checked. Answers in every case; never throws.
transport::Task<void> handle_chat(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect);

}  // namespace patchbay::gateway
