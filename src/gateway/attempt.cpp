#include "gateway/attempt.hpp"

#include "routing/retry.hpp"
#include "transport/sleep.hpp"

namespace patchbay::gateway {
namespace {

using base::Result;
using std::chrono::milliseconds;
using transport::Task;

constexpr milliseconds longest_silence = std::chrono::minutes(10);
constexpr std::size_t error_body_limit = 1024 * 1024;

milliseconds shorter(milliseconds limit, std::optional<milliseconds> other) {
  return other && (limit.count() == 0 || *other < limit) ? *other : limit;
}

// The contract's defaults: nobody waits longer than ten minutes for a whole answer or a first byte; a flowing stream has no total.
transport::UpstreamLimits limits_of(const config::Timeouts& timeouts, const OutgoingRequest& request) {
  const milliseconds whole = timeouts.total.value_or(longest_silence);
  const bool streams = request.delivery == canonical::Delivery::stream;
  const milliseconds total = streams ? timeouts.total.value_or(milliseconds(0)) : whole;
  const milliseconds first = timeouts.first_token.value_or(longest_silence);
  return {timeouts.connect, shorter(first, request.deadline), timeouts.idle, shorter(total, request.deadline)};
}

// A configured header replaces the client's field of the same name.
void drop_shadowed(std::vector<codec::HeaderView>& fields, std::size_t own) {
  for (std::size_t i = own; i < fields.size(); ++i)
    for (std::size_t j = 0; j < own;) {
      if (!codec::iequals(fields[j].name, fields[i].name)) {
        ++j;
        continue;
      }
      fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(j));
      --own;
      --i;
    }
}

Task<base::Error> refusal(const ProviderLink& link, transport::UpstreamResponse& response) {
  const int status = response.head().status;
  const codec::Headers headers = response.head().headers.to_owned();
  auto body = co_await transport::read_all(response, error_body_limit);
  co_return link.protocol().read_error(status, headers, body ? std::string_view(*body) : std::string_view());
}

void note_connection(RequestRecord& record, const transport::UpstreamResponse& response) {
  record.moments.connect = response.timings().connect;
  if (const auto id = response.head().headers.find(codec::KnownHeader::x_request_id)) record.upstream_request_id = *id;
}

Task<Result<ProviderAnswer>> ask_once(WorkerContext& worker, ProviderLink& link, const std::string& model, const OutgoingRequest& request,
                                      RequestRecord& record, transport::CancelToken token) {
  ProviderAnswer answer;
  if (link.managed()) {
    auto lease = co_await worker.services().local->acquire(worker.loop(), model, token);
    if (!lease) co_return base::fail(std::move(lease.error()));
    answer.lease = std::move(*lease);
  }
  std::vector<codec::HeaderView> fields;
  fields.reserve(request.fields.size() + 8);
  fields.assign(request.fields.begin(), request.fields.end());
  if (auto added = link.append_headers(fields, request.client_credential); !added) co_return base::fail(std::move(added.error()));
  drop_shadowed(fields, request.fields.size());
  const transport::UpstreamRequest outgoing("POST", request.path, fields, request.body);
  const transport::UpstreamLimits limits = limits_of(link.provider().timeouts, request);
  auto response = co_await worker.upstream().send(link.endpoint(), outgoing, limits, token);
  if (!response) co_return base::fail(std::move(response.error()));
  answer.response = std::move(*response);
  note_connection(record, *answer.response);
  const int status = answer.response->head().status;
  if (status >= 200 && status < 300) co_return answer;
  co_return base::fail(co_await refusal(link, *answer.response));
}

}  // namespace

Task<Result<ProviderAnswer>> ask(WorkerContext& worker, ProviderLink& link, std::string model, const OutgoingRequest& request,
                                 RequestRecord& record, transport::CancelToken token) {
  const routing::RetryPolicy policy;
  while (true) {
    ++record.attempts;
    auto answer = co_await ask_once(worker, link, model, request, record, token);
    if (answer) co_return answer;
    const auto delay = routing::retry_delay(answer.error(), record.attempts, policy);
    if (!delay || token.cancelled() || (request.deadline && *delay >= *request.deadline)) co_return answer;
    worker.services().log.debug("gateway", "{}: {} from {}: {}; asking again in {} ms", record.id, base::name(answer.error().kind),
                                link.provider().name, answer.error().message, delay->count());
    if (auto slept = co_await transport::sleep_for(worker.loop(), *delay, token); !slept) co_return base::fail(std::move(slept.error()));
  }
}

}  // namespace patchbay::gateway
