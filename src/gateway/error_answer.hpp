// An error to a client: in its dialect, with the fields that say whether and when to try again.
#pragma once

#include "base/error.hpp"
#include "gateway/request_record.hpp"
#include "protocols/protocol.hpp"
#include "transport/server_exchange.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace patchbay::gateway {

// The error that a client has still to be told of; null: it has its answer, or has left. One word, because waiting steps hold it.
using Untold = std::unique_ptr<const base::Error>;
inline Untold untold(base::Error error) { return std::make_unique<const base::Error>(std::move(error)); }

// For an answer that has not begun. Sets the record's status and error. A client that has left gets nothing and is recorded as 499.
transport::Task<void> answer_error(transport::ServerExchange& exchange, const protocols::ClientDialect& dialect, const base::Error& error,
                                   RequestRecord& record);

void note_error(RequestRecord& record, const base::Error& error);

}  // namespace patchbay::gateway
