#include "gateway/provider_link.hpp"

#include "protocols/registry.hpp"

namespace patchbay::gateway {
namespace {

using base::Result;
using config::Provider;

Result<std::optional<transport::Proxy>> choose_proxy(const Provider& provider, const Services& services, transport::Security security) {
  using Mode = config::Proxy::Mode;
  if (provider.proxy.mode == Mode::direct) return std::nullopt;
  if (provider.proxy.mode == Mode::fixed) {
    auto proxy = transport::parse_proxy_url(provider.proxy.url.text());
    if (!proxy) return base::fail(proxy.error());
    return std::optional(*proxy);
  }
  return transport::choose_proxy(services.proxies, security, provider.base_url->host, provider.base_url->port);
}

Result<transport::Endpoint> make_endpoint(const Provider& provider, const Services& services) {
  transport::EndpointSpec spec;
  spec.security = provider.base_url->scheme == config::Scheme::https ? transport::Security::tls : transport::Security::plain;
  spec.host = provider.base_url->host;
  spec.port = provider.base_url->port;
  spec.ca_file = provider.ca_file;
  auto proxy = choose_proxy(provider, services, spec.security);
  if (!proxy) return base::fail(proxy.error());
  spec.proxy = *proxy;
  return transport::Endpoint(std::move(spec));
}

constexpr std::string_view credential_name(const catalog::Vendor& vendor) {
  return vendor.credential == catalog::CredentialKind::header ? vendor.credential_header : std::string_view("authorization");
}

std::string credential_value(const catalog::Vendor& vendor, std::string_view key) {
  return vendor.credential == catalog::CredentialKind::header ? std::string(key) : fmt::format("Bearer {}", key);
}

}  // namespace

Result<std::unique_ptr<ProviderLink>> ProviderLink::make(const Provider& provider, const Services& services) {
  std::unique_ptr<ProviderLink> link(new ProviderLink(provider, services));
  link->protocol_ = &protocols::provider_protocol(provider.vendor->protocols.front().protocol);
  if (link->managed()) {
    if (services.local == nullptr) return base::fail(base::ErrorKind::internal, "no supervisor for the managed provider " + provider.name);
    link->endpoint_ = &services.local->endpoint();
    link->base_path_ = "/v1";
    return link;
  }
  auto endpoint = make_endpoint(provider, services);
  if (!endpoint) return base::fail(endpoint.error());
  link->own_endpoint_ = std::move(*endpoint);
  link->endpoint_ = &link->own_endpoint_;
  link->base_path_ = provider.base_url->path;
  return link;
}

protocols::ProviderTarget ProviderLink::target(std::string_view model) const {
  const catalog::Vendor& vendor = *provider_->vendor;
  protocols::ProviderTarget target;
  target.model = model;
  target.base_path = base_path_;
  target.usage_opt_in = vendor.stream_usage == catalog::StreamUsage::opt_in;
  if (vendor.quirks.has(catalog::Quirk::max_tokens_field)) target.limit_name = canonical::TokenLimitName::max_tokens;
  if (vendor.quirks.has(catalog::Quirk::no_developer_role)) target.developer_role = canonical::Role::system;
  return target;
}

Result<void> ProviderLink::resolve_credential() {
  if (resolved_) return {};
  if (const auto* reference = std::get_if<base::SecretReference>(&provider_->api_key)) {
    auto secret = services_.secrets.resolve(*reference);
    if (!secret) return base::fail(secret.error());
    credential_ = base::Secret(credential_value(*provider_->vendor, secret->reveal()));
  }
  resolved_ = true;
  return {};
}

Result<void> ProviderLink::append_headers(std::vector<codec::HeaderView>& fields, std::string_view client_credential) {
  for (const auto& [name, value] : provider_->headers) fields.push_back({name, value});
  if (managed()) {
    fields.push_back({"authorization", services_.local->authorization()});
    return {};
  }
  if (std::holds_alternative<config::ClientKey>(provider_->api_key)) {
    if (client_credential.empty())
      return base::fail(base::ErrorKind::authentication,
                        fmt::format("the provider {} takes the caller's own key, and the request has none", provider_->name),
                        base::Origin::client);
    fields.push_back({credential_name(*provider_->vendor), client_credential});
    return {};
  }
  if (auto resolved = resolve_credential(); !resolved) return resolved;
  if (!credential_.empty()) fields.push_back({credential_name(*provider_->vendor), credential_.reveal()});
  return {};
}

}  // namespace patchbay::gateway
