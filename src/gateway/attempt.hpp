// Steps 7 and 9 for one target: fill the credential, send, take the provider's head; ask again where the table of conduct says so.
#pragma once

#include "base/result.hpp"
#include "gateway/request_record.hpp"
#include "gateway/worker_context.hpp"
#include "local/lease.hpp"
#include "transport/cancel.hpp"
#include "transport/upstream.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace patchbay::gateway {

// A request on its way out; everything in it must outlive ask().
struct OutgoingRequest {
  OutgoingRequest() = default;

  std::string_view path;
  std::span<const std::string_view> body;
  std::vector<codec::HeaderView> fields;  // content type and allow-listed fields of the client
  std::string client_credential;          // for api_key = "client"
  canonical::Delivery delivery = canonical::Delivery::whole;
  std::optional<std::chrono::milliseconds> deadline;  // what the client still grants
};

// A head with a success status, and its body to come. The lease keeps a managed server from being stopped meanwhile.
struct ProviderAnswer {
  local::Lease lease;
  std::unique_ptr<transport::UpstreamResponse> response;
};

// Counts attempts and fills in the connection's facts in `record`.
transport::Task<base::Result<ProviderAnswer>> ask(WorkerContext& worker, ProviderLink& link, std::string model,
                                                  const OutgoingRequest& request, RequestRecord& record, transport::CancelToken token);

}  // namespace patchbay::gateway
