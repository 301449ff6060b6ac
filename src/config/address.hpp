// The two kinds of address in the configuration: host:port to listen on, and URLs to call.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace patchbay::config {

// An IPv6 host stands here without its brackets.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;  // 0: the kernel chooses

  [[nodiscard]] bool is_loopback() const;  // localhost, 127.0.0.0/8, ::1
  [[nodiscard]] std::string text() const;  // brackets around IPv6
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

enum class Scheme : std::uint8_t { http, https };

// An absolute http or https URL without user, query and fragment.
struct Url {
  Scheme scheme = Scheme::https;
  std::string host;        // lower case; IPv6 without brackets
  std::uint16_t port = 0;  // the scheme's own when the text has none
  std::string path;        // "" or "/v1": no slash at the end

  [[nodiscard]] std::string text() const;       // https://host[:port]/path, the scheme's own port left out
  [[nodiscard]] std::string authority() const;  // host[:port], as a Host header wants it
  friend bool operator==(const Url&, const Url&) = default;
};

// The error is what is wrong, for people; it does not repeat the text (a URL may carry a password).
std::expected<HostPort, std::string> parse_host_port(std::string_view text);
std::expected<Url, std::string> parse_url(std::string_view text);

}  // namespace patchbay::config
