#include "admin/event_stream.hpp"

#include "codec/percent_encoding.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace patchbay::admin {
namespace {

constexpr std::size_t batch_bytes = 64 * 1024;
constexpr base::Milliseconds tick_interval = std::chrono::seconds(1);

constexpr std::array<codec::HeaderView, 3> stream_fields = {
    codec::HeaderView{"content-type", "text/event-stream; charset=utf-8", codec::KnownHeader::content_type},
    codec::HeaderView{"cache-control", "no-store", codec::KnownHeader::cache_control},
    codec::HeaderView{"x-content-type-options", "nosniff", codec::KnownHeader::other},
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

base::Result<std::optional<std::uint64_t>> events_after(const codec::RequestHeadView& head) {
  std::string text;
  std::string field = "Last-Event-ID";
  if (const auto last = head.headers.find("last-event-id")) {
    text = *last;
  } else {
    field = "after";
    const auto parameters = codec::parse_query(head.query);
    if (!parameters) return base::fail(parameters.error());
    for (const auto& [key, value] : *parameters)
      if (key == "after") text = value;
  }
  if (text.empty()) return std::optional<std::uint64_t>();
  const auto after = number(text);
  if (!after) return base::fail(base::invalid_request(field + ": expected the id of an event", field));
  return after;
}

transport::Task<void> stream_events(EventHub& hub, transport::ServerExchange& exchange, std::optional<std::uint64_t> after,
                                    std::function<void()> tick) {
  transport::EventLoop& loop = exchange.loop();
  HubListener listener(hub, loop);
  std::uint64_t seen = after.value_or(hub.last_id());
  const transport::ResponseStart start(200, stream_fields);
  if (!exchange.begin(start)) co_return;
  // At once, so that the browser knows that it is connected; it tries again a second after a break.
  if (!co_await exchange.write("retry: 1000\n\n")) co_return;
  transport::Tick heartbeat = loop.tick_after(heartbeat_interval);
  while (true) {
    EventHub::Batch batch = hub.read_after(seen, batch_bytes);
    if (batch.bytes.empty() && loop.tick() >= heartbeat) batch.bytes = ":\n\n";
    if (!batch.bytes.empty()) {
      if (!co_await exchange.write(std::string_view(batch.bytes))) co_return;
      seen = batch.last;
      heartbeat = loop.tick_after(heartbeat_interval);
      continue;
    }
    if (hub.closed()) break;
    const transport::WakeReason reason = co_await listener.wait(loop.tick_after(tick_interval), exchange.cancelled());
    if (reason == transport::WakeReason::cancelled) co_return;
    tick();
  }
  (void)co_await exchange.end();
}

}  // namespace patchbay::admin
