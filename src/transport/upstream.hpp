// What the gateway sees of the HTTP client: send a request, get a head, pull the body. Abstract, so that a scripted stand-in can take its
// place.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "transport/cancel.hpp"
#include "transport/endpoint.hpp"
#include "transport/frame_pool.hpp"
#include "transport/task.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace patchbay::transport {

using base::Milliseconds;

// Zero: no limit. Their clocks run only while we wait for the provider, never while the caller is busy or slow.
struct UpstreamLimits {
  UpstreamLimits() = default;
  UpstreamLimits(Milliseconds connect_limit, Milliseconds first_byte_limit, Milliseconds idle_limit, Milliseconds total_limit)
      : connect(connect_limit), first_byte(first_byte_limit), idle(idle_limit), total(total_limit) {}

  Milliseconds connect = std::chrono::seconds(5);       // name, TCP, proxy and TLS together
  Milliseconds first_byte = std::chrono::seconds(120);  // from the last byte sent to the final head
  Milliseconds idle = std::chrono::seconds(30);         // between two reads of the body
  Milliseconds total = Milliseconds(0);                 // the sum of all waiting
};

// Views and spans must stay alive until send() returns. Host, content-length, connection and (unless given) accept-encoding: identity are
// added; framing fields among `fields` are an error.
struct UpstreamRequest {
  UpstreamRequest(std::string_view request_method, std::string_view request_target, std::span<const codec::HeaderView> request_fields,
                  std::span<const std::string_view> body_pieces = {})
      : method(request_method), target(request_target), fields(request_fields), body(body_pieces) {}

  std::string_view method;
  std::string_view target;  // path and query, percent-encoded
  std::span<const codec::HeaderView> fields;
  std::span<const std::string_view> body;
};

struct UpstreamTimings {
  std::chrono::microseconds connect{0};     // zero on a reused connection
  std::chrono::microseconds first_byte{0};  // from the start of sending to the final head
};
enum class ConnectionUse : std::uint8_t { fresh, reused };

// One answer. Destroying it before its body is complete closes the connection at once: that is how a request is cancelled at the provider.
// Belongs to the loop of the client that made it; must not outlive that client.
class UpstreamResponse : public Pooled {
 public:
  virtual ~UpstreamResponse() = default;

  [[nodiscard]] virtual const codec::ResponseHeadView& head() const = 0;
  // The next bytes of the body, without framing and compression; empty: the end. The view lives until the next call or the response's end.
  // Errors: truncated, stalled (idle), timeout (total), bad_provider_response, provider_unreachable (reset), cancelled. After one, the same
  // again.
  virtual Task<base::Result<std::string_view>> read() = 0;
  // True once nothing more will come after what was read: a relay can then send the last bytes and its own ending with one write.
  [[nodiscard]] virtual bool complete() const = 0;
  virtual void set_idle_limit(Milliseconds limit) = 0;  // from the next read on
  // What ends a read() early; by default the token that was given to send().
  virtual void set_cancel_token(CancelToken token) = 0;
  [[nodiscard]] virtual UpstreamTimings timings() const = 0;
  [[nodiscard]] virtual ConnectionUse connection_use() const = 0;
};

// Not thread-safe: one per loop.
class Upstream {
 public:
  virtual ~Upstream() = default;

  // Returns with the final head (1xx are skipped). Errors: timeout (connect, first byte, total), provider_unreachable, provider_tls,
  // bad_provider_response, truncated, cancelled, invalid_request (a field that cannot be written). A request that dies on a reused
  // connection before any byte of an answer is repeated once on a fresh one.
  virtual Task<base::Result<std::unique_ptr<UpstreamResponse>>> send(const Endpoint& endpoint, const UpstreamRequest& request,
                                                                     const UpstreamLimits& limits, CancelToken token) = 0;
};

// The rest of the body as one text; fails with bad_provider_response when it is longer than `limit`.
Task<base::Result<std::string>> read_all(UpstreamResponse& response, std::size_t limit);

}  // namespace patchbay::transport
