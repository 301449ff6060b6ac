// Step 10 for answers that are not streamed: read whole, check, pass on or translate.
#pragma once

#include "gateway/attempt.hpp"
#include "gateway/prepare_chat.hpp"
#include "transport/server_exchange.hpp"

#include <optional>

namespace patchbay::gateway {

enum class Verbosity : std::uint8_t { plain, verbose };

// Returns the error for an ordinary error answer, or nothing once the client has been answered (or has left).
transport::Task<std::optional<base::Error>> answer_whole(WorkerContext& worker, transport::ServerExchange& exchange,
                                                         const protocols::ClientDialect& dialect, const PreparedChat& prepared,
                                                         ProviderAnswer& answer, Verbosity verbosity, RequestRecord& record);

}  // namespace patchbay::gateway
