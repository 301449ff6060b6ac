// GET /v1/models and /v1/models/{id}: everything that can be asked for, without waiting for anybody.
#pragma once

#include "gateway/worker_context.hpp"
#include "protocols/protocol.hpp"
#include "transport/server_exchange.hpp"

#include <string_view>

namespace patchbay::gateway {

// Answers from memory; lists older than half a minute are refreshed in the background. Only a provider that was never asked is waited for,
// and that for at most 3 s.
transport::Task<void> handle_model_list(WorkerContext& worker, transport::ServerExchange& exchange,
                                        const protocols::ClientDialect& dialect);
// `id` is percent-decoded.
transport::Task<void> handle_model(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect,
                                   std::string id);

}  // namespace patchbay::gateway
