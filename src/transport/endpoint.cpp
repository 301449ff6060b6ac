#include "transport/endpoint.hpp"

#include <fmt/format.h>

namespace patchbay::transport {
namespace {

std::string host_and_port(const EndpointSpec& spec) {
  const std::string host = spec.host.find(':') == std::string::npos ? spec.host : fmt::format("[{}]", spec.host);
  const std::uint16_t usual = spec.security == Security::tls ? 443 : 80;
  return spec.port == usual || spec.port == 0 ? host : fmt::format("{}:{}", host, spec.port);
}

}  // namespace

Endpoint::Endpoint(EndpointSpec spec) : spec_(std::move(spec)) {
  if (spec_.host.empty()) spec_.host = "localhost";
  if (spec_.port == 0) spec_.port = spec_.security == Security::tls ? 443 : 80;
  host_header_ = host_and_port(spec_);
  const std::string proxy = spec_.proxy ? fmt::format("{}:{}|{}", spec_.proxy->host, spec_.proxy->port, spec_.proxy->authorization) : "";
  key_ = fmt::format("{}|{}|{}|{}|{}|{}|{}", uses_tls() ? "https" : "http", spec_.host, spec_.port, spec_.unix_path, spec_.ca_file,
                     spec_.server_name, proxy);
}

std::string_view Endpoint::verified_name() const { return spec_.server_name.empty() ? spec_.host : spec_.server_name; }

}  // namespace patchbay::transport
