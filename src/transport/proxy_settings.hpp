// Which proxy, if any, stands between us and a host? A pure function over the usual variables' values (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY,
// NO_PROXY); the composition root reads the environment and passes them in.
#pragma once

#include "base/result.hpp"
#include "transport/endpoint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::transport {

struct ProxySettings {
  std::string
      http_proxy;  // used for http:// URLs; from http_proxy (lower case; HTTP_PROXY is unsafe under CGI but is taken where curl does not)
  std::string https_proxy;  // used for https:// URLs
  std::string all_proxy;    // used when the one above is empty
  std::string no_proxy;     // comma- or blank-separated: names (also of their subdomains), .suffixes, *.suffixes, addresses, CIDR blocks,
                            // name:port, or *
};

// nullopt: directly. Fails with invalid_request when the proxy's URL cannot be used (only http:// proxies are spoken to).
[[nodiscard]] base::Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, Security security, std::string_view host,
                                                              std::uint16_t port);
// "http://user:password@host:port", or host:port; the credentials become a Basic authorization.
[[nodiscard]] base::Result<Proxy> parse_proxy_url(std::string_view url);
[[nodiscard]] bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port);

}  // namespace patchbay::transport
