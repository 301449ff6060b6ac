// How a provider is reached from one worker: endpoint, credential, limits. Made once per snapshot and worker, so that the request path
// neither resolves secrets nor builds endpoints.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "codec/http1_head.hpp"
#include "config/snapshot.hpp"
#include "gateway/services.hpp"
#include "protocols/protocol.hpp"
#include "transport/endpoint.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

// One thread. Points into its snapshot.
class ProviderLink {
 public:
  // Errors: a proxy URL that cannot be used. A secret that cannot be resolved is an error of each request, not of the link.
  static base::Result<std::unique_ptr<ProviderLink>> make(const config::Provider& provider, const Services& services);

  [[nodiscard]] const config::Provider& provider() const { return *provider_; }
  [[nodiscard]] const protocols::ProviderProtocol& protocol() const { return *protocol_; }
  [[nodiscard]] bool managed() const { return provider_->managed.has_value(); }
  [[nodiscard]] const transport::Endpoint& endpoint() const { return *endpoint_; }
  // What stands before /chat/completions; the model name goes in per request.
  [[nodiscard]] std::string_view base_path() const { return base_path_; }
  [[nodiscard]] protocols::ProviderTarget target(std::string_view model) const;

  // Appends the configured headers and the credential. `client_credential` is the value for the credential field, made of the caller's own
  // key and used where the configuration says so; it must outlive the fields.
  // Error: provider_authentication when there is no key to be had.
  base::Result<void> append_headers(std::vector<codec::HeaderView>& fields, std::string_view client_credential);

 private:
  ProviderLink(const config::Provider& provider, const Services& services) : provider_(&provider), services_(services) {}
  base::Result<void> resolve_credential();

  const config::Provider* provider_;
  const Services& services_;
  const protocols::ProviderProtocol* protocol_ = nullptr;
  transport::Endpoint own_endpoint_;
  const transport::Endpoint* endpoint_ = nullptr;
  std::string base_path_;
  base::Secret credential_;  // the whole value of the field
  bool resolved_ = false;
};

}  // namespace patchbay::gateway
