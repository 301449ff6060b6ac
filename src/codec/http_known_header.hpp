// Header names that the gateway acts on, recognised once while parsing, so that nobody compares their text again.
#pragma once

#include <cstdint>
#include <string_view>

namespace patchbay::codec {

enum class KnownHeader : std::uint8_t {
  other,  // any other name: compare the text
  accept,
  accept_encoding,
  api_key,
  authorization,
  cache_control,
  connection,
  content_encoding,
  content_length,
  content_type,
  cookie,
  date,
  expect,
  forwarded,
  host,
  keep_alive,
  location,
  origin,
  proxy_authenticate,
  proxy_authorization,
  proxy_connection,
  retry_after,
  sec_fetch_site,
  server,
  set_cookie,
  te,
  trailer,
  transfer_encoding,
  upgrade,
  user_agent,
  via,
  x_api_key,
  x_forwarded_for,
  x_forwarded_host,
  x_forwarded_proto,
  x_goog_api_key,
  x_request_id,
};
inline constexpr std::size_t known_header_count = static_cast<std::size_t>(KnownHeader::x_request_id) + 1;

// Without case.
[[nodiscard]] KnownHeader known_header(std::string_view name);
// The lower-case name; empty for `other`.
[[nodiscard]] std::string_view name(KnownHeader header);
// Belongs to one connection and is never forwarded (RFC 9110 section 7.6.1). Names listed in a Connection field are hop-by-hop too.
[[nodiscard]] bool is_hop_by_hop(KnownHeader header);

}  // namespace patchbay::codec
