// Step 10 for answers that are not streamed: read whole, check, pass on or translate.
#pragma once

#include "gateway/attempt.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/prepare_chat.hpp"
#include "transport/server_exchange.hpp"

namespace patchbay::gateway {

enum class Verbosity : std::uint8_t { plain, verbose };

transport::Task<Untold> answer_whole(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect,
                                     const PreparedChat& prepared, ProviderAnswer& answer, Verbosity verbosity, RequestRecord& record);

}  // namespace patchbay::gateway
