// Where does a request go, and by which way? An Endpoint names the server, how it is reached (TCP, Unix socket, proxy) and how it is
// verified.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::transport {

enum class Security : std::uint8_t { plain, tls };

// An HTTP proxy. `authorization` is the whole value of Proxy-Authorization, or empty.
struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;
};

// What an Endpoint is made from. Empty strings and nullopt mean: not used.
struct EndpointSpec {
  Security security = Security::plain;
  std::string host;  // name or literal, IPv6 without brackets
  std::uint16_t port = 0;
  std::string unix_path;       // connect to this socket instead of host:port (the host still goes into Host)
  std::string ca_file;         // PEM; instead of the system's trust store
  std::string server_name;     // verified and sent as SNI instead of the host
  std::optional<Proxy> proxy;  // not used together with unix_path
};

// Immutable; make it once and keep it (a Snapshot holds it): connections are pooled by its key.
class Endpoint {
 public:
  Endpoint() = default;
  explicit Endpoint(EndpointSpec spec);

  [[nodiscard]] const EndpointSpec& spec() const { return spec_; }
  [[nodiscard]] std::string_view key() const { return key_; }  // equal keys share connections
  [[nodiscard]] std::string_view host_header() const {
    return host_header_;
  }  // the value of Host; the port only if it is not the usual one
  [[nodiscard]] std::string_view verified_name() const;
  [[nodiscard]] bool uses_tls() const { return spec_.security == Security::tls; }

 private:
  EndpointSpec spec_;
  std::string key_;
  std::string host_header_;
};

}  // namespace patchbay::transport
