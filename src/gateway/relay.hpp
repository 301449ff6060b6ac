// Step 10 for streams: a provider's events to the client's bytes, at the client's speed, with one truthful ending. The only file that knows
// both sides.
#pragma once

#include "gateway/answer_stream.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/keep_alive_pings.hpp"
#include "gateway/prepare_chat.hpp"
#include "gateway/request_record.hpp"
#include "transport/server_exchange.hpp"

#include <functional>

namespace patchbay::gateway {

// What one relay works with; all of it outlives the relay.
struct RelayParties {
  RelayParties(WorkerContext& on_worker, transport::ServerExchange& to_client, const protocols::ClientDialect& in_dialect,
               const PreparedChat& chat, KeepAlivePings& beside, std::function<base::Result<void>()> begin_answer, RequestRecord& about)
      : worker(on_worker),
        exchange(to_client),
        dialect(in_dialect),
        prepared(chat),
        pings(beside),
        begin(std::move(begin_answer)),
        record(about) {}

  WorkerContext& worker;
  transport::ServerExchange& exchange;
  const protocols::ClientDialect& dialect;
  const PreparedChat& prepared;
  KeepAlivePings& pings;
  std::function<base::Result<void>()> begin;  // begins the answer with its head
  RequestRecord& record;
};

// Until the commit point (the first delta that the client can see) nothing is sent, and a failure is returned for an ordinary error answer,
// unless the head has gone with pings. After it a failure becomes the dialect's error event. Returns nothing when the client has its
// ending.
transport::Task<Untold> relay(RelayParties& parties, AnswerStream& stream);

// The error event and the end of an answer whose head has gone.
transport::Task<void> end_with_error(transport::ServerExchange& exchange, const protocols::ClientDialect& dialect, const base::Error& error,
                                     RequestRecord& record);

}  // namespace patchbay::gateway
