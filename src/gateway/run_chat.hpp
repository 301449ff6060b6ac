// One chat that the gateway itself asks for (the page's runs, the library): a canonical request in, events out. The same resolution,
// attempts, limits, accounting and log line as a client's request over HTTP.
#pragma once

#include "canonical/event.hpp"
#include "canonical/request.hpp"
#include "gateway/worker_context.hpp"
#include "transport/cancel.hpp"
#include "transport/task.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::gateway {

// Known as soon as the target is; read it when the first event comes or the run has ended.
struct RunReport {
  std::string request_id;
  std::string provider;
  std::string model;  // the provider's name of it, as asked
  std::uint32_t attempts = 0;
  std::chrono::milliseconds first_token{-1};  // -1: none came
  std::chrono::milliseconds total{0};
};

// Gives the sink events in order, ending in exactly one End or Failed (also for a request that is refused, and kind cancelled when `token`
// fires). Runs on the worker's loop. `sink`, `report` and `request` must outlive the task.
transport::Task<void> run_chat(WorkerContext& worker, const canonical::Request& request, canonical::EventSink& sink, RunReport& report,
                               transport::CancelToken token);

}  // namespace patchbay::gateway
