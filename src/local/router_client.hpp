// Asking a running router: is it well, which models are loaded, load this one, unload that one.
#pragma once

#include "base/clock.hpp"
#include "local/router_api.hpp"
#include "transport/upstream.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

enum class Rescan { no, yes };

// One loop's thread. Borrows the upstream and the endpoint. Every call ends with the token's reason when that fires; other errors are those
// of Upstream::send, and provider_error with the router's message and status for an answer that is not 200.
class RouterClient {
 public:
  RouterClient(transport::Upstream& upstream, const transport::Endpoint& endpoint, std::string authorization);

  transport::Task<base::Result<void>> check_health(base::Milliseconds limit, transport::CancelToken token);
  transport::Task<base::Result<std::vector<RouterModel>>> list(Rescan rescan, transport::CancelToken token);
  transport::Task<base::Result<void>> check_model(std::string id, transport::CancelToken token);  // its own process answers
  transport::Task<base::Result<void>> load(std::string id, transport::CancelToken token);         // returns when loading has begun
  transport::Task<base::Result<void>> unload(std::string id, transport::CancelToken token);       // also ends a loading

 private:
  transport::Task<base::Result<std::string>> get(std::string_view target, transport::UpstreamLimits limits, transport::CancelToken token);
  transport::Task<base::Result<std::string>> post(std::string_view target, std::string body, transport::CancelToken token);
  transport::Task<base::Result<std::string>> exchange(const transport::UpstreamRequest& request, transport::UpstreamLimits limits,
                                                      transport::CancelToken token);

  transport::Upstream& upstream_;
  const transport::Endpoint& endpoint_;
  std::string authorization_;
};

}  // namespace patchbay::local
