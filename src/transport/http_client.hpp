// The real Upstream: HTTP/1.1 over TCP, TLS or Unix sockets, directly or through a proxy, with keep-alive pools by endpoint.
#pragma once

#include "transport/event_loop.hpp"
#include "transport/resolver.hpp"
#include "transport/upstream.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace patchbay::transport {

struct HttpClientOptions {
  HttpClientOptions() = default;

  std::size_t idle_connections_per_endpoint = 512;
  Milliseconds idle_connection_limit = std::chrono::seconds(60);  // shorter than servers' own
  std::size_t head_bytes = 64 * 1024;
  std::uint64_t inflated_bytes = 1ULL << 30U;  // of one compressed body
};

// One per loop. Every response must be gone before the client is.
class HttpClient final : public Upstream {
 public:
  HttpClient(EventLoop& loop, Resolver& resolver, HttpClientOptions options = HttpClientOptions());
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient() override;

  Task<base::Result<std::unique_ptr<UpstreamResponse>>> send(const Endpoint& endpoint, const UpstreamRequest& request,
                                                             const UpstreamLimits& limits, CancelToken token) override;
  [[nodiscard]] std::size_t idle_connections() const;
  void close_idle_connections();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace patchbay::transport
