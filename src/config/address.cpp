#include "config/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace patchbay::config {
namespace {

using Words = std::unexpected<std::string>;

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

bool is_ipv6(std::string_view host) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1;
}

bool is_host_name(std::string_view host) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' && host.find("..") == std::string_view::npos &&
         std::all_of(host.begin(), host.end(), fits);
}

std::expected<std::uint16_t, std::string> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || status == std::errc::invalid_argument || end != text.data() + text.size()) return Words("the port is not a number");
  if (status != std::errc() || port > 65535) return Words("the port is out of range (0 to 65535)");
  return static_cast<std::uint16_t>(port);
}

struct Split {
  std::string_view host;
  std::string_view port;
  bool has_port = false;
};

// host, host:port, [v6], [v6]:port.
std::expected<Split, std::string> split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return Words("the bracket around the IPv6 address is not closed");
    const std::string_view rest = text.substr(close + 1);
    if (!is_ipv6(text.substr(1, close - 1))) return Words("what stands in brackets is not an IPv6 address");
    if (!rest.empty() && !rest.starts_with(':')) return Words("behind the bracket only :port may follow");
    return Split{text.substr(1, close - 1), rest.empty() ? rest : rest.substr(1), !rest.empty()};
  }
  const auto colon = text.find(':');
  if (colon != text.rfind(':')) return Words("an IPv6 address needs brackets: [::1]:7878");
  const std::string_view host = text.substr(0, colon);
  if (!is_host_name(host)) return Words(host.empty() ? "the host is missing" : "the host is not a valid name or address");
  return colon == std::string_view::npos ? Split{host, {}, false} : Split{host, text.substr(colon + 1), true};
}

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

std::uint16_t usual_port(Scheme scheme) { return scheme == Scheme::https ? 443 : 80; }

std::expected<std::string, std::string> parse_path(std::string_view text) {
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F && c != '"' && c != '\\';
  };
  if (!std::all_of(text.begin(), text.end(), plain)) return Words("the path holds a character that a URL may not hold");
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

bool HostPort::is_loopback() const {
  in_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "localhost" || host == "::1";
}

std::string HostPort::text() const { return fmt::format("{}:{}", bracketed(host), port); }

std::string Url::authority() const { return port == usual_port(scheme) ? bracketed(host) : fmt::format("{}:{}", bracketed(host), port); }

std::string Url::text() const { return fmt::format("{}://{}{}", scheme == Scheme::https ? "https" : "http", authority(), path); }

std::expected<HostPort, std::string> parse_host_port(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return Words(parts.error());
  if (!parts->has_port) return Words("the port is missing");
  const auto port = parse_port(parts->port);
  if (!port) return Words(port.error());
  return HostPort{lower_case(parts->host), *port};
}

std::expected<Url, std::string> parse_url(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return Words("it does not begin with http:// or https://");
  const std::string scheme = lower_case(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") return Words("its scheme is neither http nor https");
  text.remove_prefix(colon + 3);
  if (text.find_first_of("?#") != std::string_view::npos) return Words("a query or fragment has no place here");
  const auto slash = std::min(text.find('/'), text.size());
  if (text.substr(0, slash).find('@') != std::string_view::npos) return Words("a user or password has no place in a URL");
  const auto parts = split(text.substr(0, slash));
  if (!parts) return Words(parts.error());
  Url url;
  url.scheme = scheme == "https" ? Scheme::https : Scheme::http;
  url.host = lower_case(parts->host);
  url.port = usual_port(url.scheme);
  if (parts->has_port) {
    const auto port = parse_port(parts->port);
    if (!port) return Words(port.error());
    if (*port == 0) return Words("port 0 cannot be called");
    url.port = *port;
  }
  auto path = parse_path(text.substr(slash));
  if (!path) return Words(path.error());
  url.path = std::move(*path);
  return url;
}

}  // namespace patchbay::config
