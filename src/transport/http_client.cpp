#include "transport/http_client.hpp"

#include "codec/http1_writer.hpp"
#include "transport/client_exchange.hpp"
#include "transport/connection_pool.hpp"
#include "transport/connector.hpp"

#include <fmt/format.h>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

using Response = Result<std::unique_ptr<UpstreamResponse>>;

bool is_ours(const codec::HeaderView& field) {
  const codec::KnownHeader known = field.known_name();
  return codec::is_hop_by_hop(known) || known == codec::KnownHeader::content_length || known == codec::KnownHeader::host ||
         known == codec::KnownHeader::expect;
}

bool names_encoding(const codec::HeaderView& field) {
  return field.known == codec::KnownHeader::accept_encoding ||
         (field.known == codec::KnownHeader::other && codec::iequals(field.name, "accept-encoding"));
}

bool always_has_length(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

Result<void> write_head(std::string& out, const Endpoint& endpoint, const UpstreamRequest& request) {
  const EndpointSpec& spec = endpoint.spec();
  const bool through_proxy = spec.proxy && spec.unix_path.empty() && !endpoint.uses_tls();
  codec::Http1HeadWriter writer(out);
  if (through_proxy) {
    writer.request_line(request.method, fmt::format("http://{}{}", endpoint.host_header(), request.target));
  } else {
    writer.request_line(request.method, request.target);
  }
  writer.field("host", endpoint.host_header());
  bool encoding_named = false;
  for (const codec::HeaderView& field : request.fields) {
    if (is_ours(field)) return fail(ErrorKind::invalid_request, fmt::format("the field {} belongs to the transport", field.name));
    encoding_named = encoding_named || names_encoding(field);
    writer.field(field);
  }
  if (!encoding_named) writer.trusted_lines("accept-encoding: identity\r\n");
  if (through_proxy && !spec.proxy->authorization.empty()) writer.field("proxy-authorization", spec.proxy->authorization);
  std::uint64_t length = 0;
  for (const std::string_view piece : request.body) length += piece.size();
  if (length > 0 || always_has_length(request.method)) writer.content_length(length);
  if (const auto finished = writer.finish(); !finished) {
    return fail(ErrorKind::invalid_request, fmt::format("the request cannot be written: {}", codec::description(finished.error().rule)));
  }
  return {};
}

}  // namespace

class HttpClient::Impl {
 public:
  Impl(EventLoop& owner, Resolver& resolver, HttpClientOptions settings)
      : loop(owner),
        options(settings),
        pool(owner, settings.idle_connections_per_endpoint, settings.idle_connection_limit),
        connector(owner, resolver, pool) {}

  Task<Response> send(const Endpoint& endpoint, const UpstreamRequest& request, const UpstreamLimits& limits, CancelToken token) {
    if (token.cancelled()) co_return fail(token.reason());
    std::string head = loop.take_string();
    if (auto written = write_head(head, endpoint, request); !written) co_return fail(written.error());
    ClientExchangeSettings settings;
    settings.method = request.method == "HEAD" ? codec::Method::head : codec::Method::other;
    settings.limits = limits;
    settings.total = TotalBudget(limits.total);
    settings.token = token;
    settings.head_bytes = options.head_bytes;
    settings.inflated_bytes = options.inflated_bytes;
    std::unique_ptr<ClientConnection> connection = pool.take(endpoint.key());
    while (true) {
      if (!connection) {
        auto connected = co_await connect(endpoint, settings);
        if (!connected) co_return fail(connected.error());
        connection = std::move(*connected);
      }
      auto exchange = std::make_unique<ClientExchange>(loop, pool, std::move(connection), settings);
      const bool performed = co_await exchange->perform(head, request.body);
      if (performed) co_return std::unique_ptr<UpstreamResponse>(std::move(exchange));
      if (!exchange->worth_repeating()) co_return fail(exchange->error());
      settings.total = exchange->total();
      head = loop.take_string();
      if (auto written = write_head(head, endpoint, request); !written) co_return fail(written.error());
    }
  }

  PATCHBAY_SELDOM Task<Result<std::unique_ptr<ClientConnection>>> connect(const Endpoint& endpoint, ClientExchangeSettings& settings) {
    const base::SteadyTime began = loop.now();
    const Tick began_tick = loop.tick();
    const Tick deadline = settings.limits.connect.count() > 0 ? loop.tick_after(settings.limits.connect) : never;
    auto connected = co_await connector.connect(endpoint, settings.total.capped(began_tick, deadline), settings.token);
    settings.total.spend(loop.tick() - began_tick);
    settings.timings.connect = std::chrono::duration_cast<std::chrono::microseconds>(loop.now() - began);
    co_return connected;
  }

  EventLoop& loop;
  HttpClientOptions options;
  ConnectionPool pool;
  Connector connector;
};

HttpClient::HttpClient(EventLoop& loop, Resolver& resolver, HttpClientOptions options)
    : impl_(std::make_unique<Impl>(loop, resolver, options)) {}

HttpClient::~HttpClient() = default;

Task<Response> HttpClient::send(const Endpoint& endpoint, const UpstreamRequest& request, const UpstreamLimits& limits, CancelToken token) {
  return impl_->send(endpoint, request, limits, token);
}

std::size_t HttpClient::idle_connections() const { return impl_->pool.size(); }

void HttpClient::close_idle_connections() { impl_->pool.close_all(); }

}  // namespace patchbay::transport
