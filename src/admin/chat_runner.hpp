// What runs a chat: gateway::run_chat, or a test's stand-in.
#pragma once

#include "canonical/event.hpp"
#include "canonical/request.hpp"
#include "gateway/run_chat.hpp"
#include "gateway/worker_context.hpp"
#include "transport/cancel.hpp"
#include "transport/task.hpp"

#include <functional>

namespace patchbay::admin {

using ChatRunner = std::function<transport::Task<void>(gateway::WorkerContext&, const canonical::Request&, canonical::EventSink&,
                                                       gateway::RunReport&, transport::CancelToken)>;

}  // namespace patchbay::admin
