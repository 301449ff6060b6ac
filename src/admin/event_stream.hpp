// GET /admin/v1/events: one listener's stream of server-sent events.
#pragma once

#include "admin/event_hub.hpp"
#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace patchbay::admin {

inline constexpr std::size_t max_listeners = 64;
inline constexpr base::Milliseconds heartbeat_interval = std::chrono::seconds(15);

// Last-Event-ID, else ?after=; nothing: from now on. Error: invalid_request.
base::Result<std::optional<std::uint64_t>> events_after(const codec::RequestHeadView& head);

// Until the client leaves or the hub closes. `tick` is called about once a second meanwhile.
transport::Task<void> stream_events(EventHub& hub, transport::ServerExchange& exchange, std::optional<std::uint64_t> after,
                                    std::function<void()> tick);

}  // namespace patchbay::admin
