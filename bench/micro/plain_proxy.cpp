// plain_proxy LISTEN_PORT UPSTREAM_PORT: a reverse proxy on the transport layer and nothing else: what the gateway on top can at best cost.
#include "transport/http_client.hpp"
#include "transport/signals.hpp"
#include "transport/worker_group.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <vector>

namespace {

using namespace patchbay;
using namespace patchbay::transport;

constexpr std::size_t largest_body = 64 * 1024 * 1024;
constexpr int bad_gateway = 502;

class PlainProxy final : public Handler {
 public:
  PlainProxy(EventLoop& loop, Resolver& resolver, const Endpoint& upstream) : client_(loop, resolver), upstream_(upstream) {}

  Task<void> handle(ServerExchange& exchange) override {
    auto body = co_await exchange.read_body(largest_body);
    if (!body) co_return co_await refuse(exchange, body.error());
    std::vector<codec::HeaderView> fields;
    fields.reserve(exchange.head().headers.size());
    for (const codec::HeaderView field : exchange.head().headers) {
      if (forwarded(field.known)) fields.push_back(field);
    }
    const std::array<std::string_view, 1> pieces = {exchange.body()};
    const UpstreamRequest request(exchange.head().method_name, exchange.head().target, fields, pieces);
    const UpstreamLimits limits;
    auto response = co_await client_.send(upstream_, request, limits, exchange.cancelled());
    if (!response) co_return co_await refuse(exchange, response.error());
    exchange.release_body();
    co_await relay(exchange, **response, fields);
  }

 private:
  static bool forwarded(codec::KnownHeader known) {
    return !codec::is_hop_by_hop(known) && known != codec::KnownHeader::host && known != codec::KnownHeader::content_length &&
           known != codec::KnownHeader::expect;
  }

  static Task<void> relay(ServerExchange& exchange, UpstreamResponse& response, std::vector<codec::HeaderView>& fields) {
    fields.clear();
    for (const codec::HeaderView field : response.head().headers) {
      if (forwarded(field.known)) fields.push_back(field);
    }
    const codec::BodyFraming& framing = response.head().body;
    ResponseStart start(response.head().status, fields);
    if (framing.kind == codec::BodyKind::content_length) start.content_length = framing.length;
    if (!exchange.begin(start)) co_return;
    while (true) {
      auto piece = co_await response.read();
      if (!piece) co_return exchange.abort();
      const std::array<std::string_view, 1> pieces = {*piece};
      if (response.complete()) {
        static_cast<void>(co_await exchange.end(pieces));
        co_return;
      }
      auto written = co_await exchange.write(std::span<const std::string_view>(pieces));
      if (!written) co_return;
    }
  }

  static Task<void> refuse(ServerExchange& exchange, const base::Error& error) {
    static_cast<void>(co_await exchange.respond(ResponseStart(bad_gateway), error.message));
  }

  HttpClient client_;
  const Endpoint& upstream_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
  block_signals({SIGINT, SIGTERM});
  EndpointSpec spec;
  spec.host = "127.0.0.1";
  spec.port = static_cast<std::uint16_t>(std::atoi(arguments[2]));
  const Endpoint upstream(spec);
  SystemResolver resolver;
  WorkerGroupOptions options;
  options.listeners.emplace_back(ListenAddress::tcp("127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[1]))));
  options.shutdown_grace = std::chrono::seconds(1);
  WorkerGroup workers(options, [&](EventLoop& loop, std::size_t) { return std::make_unique<PlainProxy>(loop, resolver, upstream); });
  if (auto started = workers.start(); !started) {
    fmt::print(stderr, "{}\n", started.error().message);
    return 1;
  }
  EventLoop main_loop;
  SignalWatcher watcher(main_loop, {SIGINT, SIGTERM}, [&](int) { main_loop.stop(); });
  main_loop.run();
  workers.stop();
  workers.join();
  return 0;
}
