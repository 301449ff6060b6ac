#include "local/router_client.hpp"

#include <fmt/format.h>

#include <array>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;
using transport::CancelToken;
using transport::Task;
using transport::UpstreamLimits;

constexpr std::size_t most_body = 4 * 1024 * 1024;

// A machine whose cores are all busy with a model answers late, but it answers.
UpstreamLimits short_limits() { return {1s, 5s, 5s, 5s}; }
// POST /models/load may first wait for another model to be unloaded, which the router gives 10 s.
UpstreamLimits patient_limits() { return {1s, 30s, 5s, 30s}; }

base::Error refused(int status, std::string_view body) {
  base::Error error(base::ErrorKind::provider_error, fmt::format("llama-server answered {}: {}", status, router_error_message(body)),
                    base::Origin::provider);
  error.provider_status = status;
  return error;
}

base::Result<void> without_text(const base::Result<std::string>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}

}  // namespace

RouterClient::RouterClient(transport::Upstream& upstream, const transport::Endpoint& endpoint, std::string authorization)
    : upstream_(upstream), endpoint_(endpoint), authorization_(std::move(authorization)) {}

Task<base::Result<std::string>> RouterClient::exchange(const transport::UpstreamRequest& request, UpstreamLimits limits,
                                                       CancelToken token) {
  auto response = co_await upstream_.send(endpoint_, request, limits, token);
  if (!response) co_return std::unexpected(std::move(response.error()));
  auto body = co_await transport::read_all(**response, most_body);
  if (body && (*response)->head().status != 200) co_return base::fail(refused((*response)->head().status, *body));
  co_return body;
}

Task<base::Result<std::string>> RouterClient::get(std::string_view target, UpstreamLimits limits, CancelToken token) {
  const std::array<codec::HeaderView, 1> fields{codec::HeaderView{"authorization", authorization_}};
  const transport::UpstreamRequest request("GET", target, fields);
  co_return co_await exchange(request, limits, token);
}

Task<base::Result<std::string>> RouterClient::post(std::string_view target, std::string body, CancelToken token) {
  const std::array<codec::HeaderView, 2> fields{codec::HeaderView{"authorization", authorization_},
                                                codec::HeaderView{"content-type", "application/json"}};
  const std::array<std::string_view, 1> pieces{body};
  const transport::UpstreamRequest request("POST", target, fields, pieces);
  const UpstreamLimits limits = patient_limits();
  co_return co_await exchange(request, limits, token);
}

Task<base::Result<void>> RouterClient::check_health(base::Milliseconds limit, CancelToken token) {
  const UpstreamLimits limits(limit, limit, limit, limit);
  const auto answer = co_await get("/health", limits, token);
  co_return without_text(answer);
}

Task<base::Result<std::vector<RouterModel>>> RouterClient::list(Rescan rescan, CancelToken token) {
  const std::string_view target = rescan == Rescan::yes ? "/models?reload=1" : "/models";
  const UpstreamLimits limits = short_limits();
  const auto answer = co_await get(target, limits, token);
  if (!answer) co_return std::unexpected(answer.error());
  co_return read_router_models(*answer);
}

Task<base::Result<void>> RouterClient::check_model(std::string id, CancelToken token) {
  const std::string target = target_for_model("/props", id);
  const UpstreamLimits limits = short_limits();
  const auto answer = co_await get(target, limits, token);
  co_return without_text(answer);
}

Task<base::Result<void>> RouterClient::load(std::string id, CancelToken token) {
  const auto answer = co_await post("/models/load", model_body(id), token);
  co_return without_text(answer);
}

Task<base::Result<void>> RouterClient::unload(std::string id, CancelToken token) {
  const auto answer = co_await post("/models/unload", model_body(id), token);
  co_return without_text(answer);
}

}  // namespace patchbay::local
