#include "gateway/operations_endpoints.hpp"

#include "json/writer.hpp"
#include "telemetry/metrics.hpp"

namespace patchbay::gateway {
namespace {

using transport::Task;

Task<void> respond(transport::ServerExchange& exchange, std::string_view type, std::string body) {
  const std::array<codec::HeaderView, 2> fields = {codec::HeaderView{"content-type", type}, codec::HeaderView{"cache-control", "no-store"}};
  const transport::ResponseStart start(200, fields);
  // The client may have left; there is nobody to tell then.
  [[maybe_unused]] auto sent = co_await exchange.respond(start, body);
}

}  // namespace

Task<void> handle_healthz(WorkerContext&, transport::ServerExchange& exchange) {
  co_await respond(exchange, "application/json", "{\"status\":\"ok\"}");
}

Task<void> handle_readyz(WorkerContext& worker, transport::ServerExchange& exchange) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().field("status", "ready").field("providers", worker.snapshot()->config().providers.size()).end_object();
  co_await respond(exchange, "application/json", std::move(body));
}

Task<void> handle_metrics(WorkerContext& worker, transport::ServerExchange& exchange) {
  co_await respond(exchange, telemetry::exposition_content_type, telemetry::exposition(worker.services().metrics));
}

}  // namespace patchbay::gateway
