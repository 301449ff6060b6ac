// Which path of the administration API is asked for, and what does it answer? Everything but the event stream.
#pragma once

#include "admin/admin_state.hpp"
#include "admin/api_answer.hpp"
#include "gateway/worker_context.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace patchbay::admin {

inline constexpr std::size_t max_api_body = 1024 * 1024;

enum class Resource : std::uint8_t { unknown, status, conversations, conversation, runs, run, events, login_codes, openapi };
struct ApiRoute {
  Resource resource = Resource::unknown;
  std::string_view id;  // of the conversation or run
};

// `path`: what stands behind /admin/v1.
ApiRoute find_route(std::string_view path);

// The session was checked and the body has been read.
transport::Task<ApiAnswer> answer_api(Admin::State& state, gateway::WorkerContext& worker, transport::ServerExchange& exchange,
                                      ApiRoute route);

}  // namespace patchbay::admin
