#include "transport/proxy_settings.hpp"

#include "codec/base64.hpp"
#include "codec/http_message.hpp"
#include "codec/percent_encoding.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::fail;

struct IpBytes {
  std::array<unsigned char, 16> bytes{};
  unsigned bits = 0;  // 32 or 128; 0: not an address
};

IpBytes ip_bytes(std::string_view text) {
  IpBytes ip;
  const std::string copy(text);
  if (inet_pton(AF_INET, copy.c_str(), ip.bytes.data()) == 1) {
    ip.bits = 32;
  } else if (inet_pton(AF_INET6, copy.c_str(), ip.bytes.data()) == 1) {
    ip.bits = 128;
  }
  return ip;
}

std::string_view without_brackets(std::string_view host) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool in_block(const IpBytes& address, std::string_view block) {
  const std::size_t slash = block.find('/');
  const IpBytes network = ip_bytes(without_brackets(block.substr(0, slash)));
  unsigned prefix = network.bits;
  if (slash != std::string_view::npos && !parse_number(block.substr(slash + 1), prefix)) return false;
  if (network.bits == 0 || network.bits != address.bits || prefix > network.bits) return false;
  for (unsigned bit = 0; bit < prefix; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((network.bytes[bit / 8] & mask) != (address.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

bool name_matches(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with("*.")) pattern.remove_prefix(2);
  if (pattern.starts_with('.')) pattern.remove_prefix(1);
  if (pattern.empty() || host.size() < pattern.size()) return false;
  if (!codec::iequals(host.substr(host.size() - pattern.size()), pattern)) return false;
  return host.size() == pattern.size() || host[host.size() - pattern.size() - 1] == '.';
}

struct HostPort {
  std::string_view host;
  std::string_view port;  // empty: none
};

// "name:port" and "[::1]:port"; a bare IPv6 address has no port.
HostPort split_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) return {text, {}};
  if (text.find(':') != colon && !text.starts_with('[')) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool entry_matches(std::string_view entry, std::string_view host, std::uint16_t port) {
  if (entry == "*") return true;
  const IpBytes address = ip_bytes(host);
  const HostPort parts = entry.find('/') != std::string_view::npos ? HostPort{entry, {}} : split_port(entry);
  std::uint16_t wanted = 0;
  if (!parts.port.empty() && (!parse_number(parts.port, wanted) || wanted != port)) return false;
  return address.bits != 0 ? in_block(address, parts.host) : name_matches(parts.host, host);
}

}  // namespace

bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
  host = without_brackets(host);
  if (host.ends_with('.')) host.remove_suffix(1);
  while (!no_proxy.empty()) {
    const std::size_t end = std::min(no_proxy.find_first_of(", \t"), no_proxy.size());
    if (end > 0 && entry_matches(no_proxy.substr(0, end), host, port)) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

base::Result<Proxy> parse_proxy_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    if (!codec::iequals(url.substr(0, scheme), "http")) {
      return fail(ErrorKind::invalid_request,
                  fmt::format("a proxy of type '{}' is not supported: use http://host:port", url.substr(0, scheme)));
    }
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find('/'));
  Proxy proxy;
  const std::size_t at = url.rfind('@');
  if (at != std::string_view::npos) {
    const auto credentials = codec::percent_decode(url.substr(0, at));
    if (!credentials) return fail(ErrorKind::invalid_request, "the proxy's credentials are not percent-encoded properly");
    proxy.authorization = "Basic " + codec::base64_encode(*credentials);
    url.remove_prefix(at + 1);
  }
  const HostPort parts = split_port(url);
  proxy.host = std::string(without_brackets(parts.host));
  proxy.port = 80;
  if (proxy.host.empty() || (!parts.port.empty() && !parse_number(parts.port, proxy.port)) || proxy.port == 0) {
    return fail(ErrorKind::invalid_request, "the proxy needs a host and a port: http://host:port");
  }
  return proxy;
}

base::Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, Security security, std::string_view host,
                                                std::uint16_t port) {
  const std::string& own = security == Security::tls ? settings.https_proxy : settings.http_proxy;
  const std::string& url = own.empty() ? settings.all_proxy : own;
  if (url.empty() || bypasses_proxy(settings.no_proxy, host, port)) return std::optional<Proxy>();
  auto proxy = parse_proxy_url(url);
  if (!proxy) return fail(proxy.error());
  return std::optional<Proxy>(std::move(*proxy));
}

}  // namespace patchbay::transport
