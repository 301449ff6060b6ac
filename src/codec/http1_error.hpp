// Why an HTTP/1.1 message was refused: which rule it broke and what a server answers. No allocation: refusing is as cheap as parsing.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string_view>

namespace patchbay::codec {

enum class Http1Rule : std::uint8_t {
  // start line
  bad_method,
  bad_target,
  target_too_long,
  bad_request_line,
  bad_status_line,
  bad_version,          // not of the form HTTP/d.d
  unsupported_version,  // a version other than 1.0 and 1.1
  connect_unsupported,
  // field lines
  bad_header_name,
  space_before_colon,
  missing_colon,
  obsolete_folding,
  bad_header_value,
  bare_cr,
  bare_lf,
  head_too_large,
  too_many_headers,
  // meaning of the fields
  missing_host,
  duplicate_host,
  bad_host,
  host_mismatch,  // absolute-form target and Host disagree
  bad_content_length,
  duplicate_content_length,
  content_length_with_transfer_encoding,
  bad_transfer_encoding,  // anything but exactly one `chunked`
  transfer_encoding_in_http_1_0,
  bad_expect,
  // body
  bad_chunk_size,
  bad_chunk_extension,
  chunk_extension_too_long,
  bad_chunk_end,
  trailers_too_large,
  bad_trailer,
  body_too_large,
  truncated,  // the connection ended inside the message
};
inline constexpr std::size_t http1_rule_count = static_cast<std::size_t>(Http1Rule::truncated) + 1;

[[nodiscard]] std::string_view name(Http1Rule rule);         // snake_case, for logs and metrics
[[nodiscard]] std::string_view description(Http1Rule rule);  // a sentence for people
// What a server answers: 400, 413, 414, 417, 431, 501 or 505. After any of them the connection must be closed.
[[nodiscard]] int http_status(Http1Rule rule);

struct Http1Error {
  Http1Rule rule;
  bool operator==(const Http1Error&) const = default;
};

// From a client: invalid_request or request_too_large. From a provider: bad_provider_response or truncated.
[[nodiscard]] base::Error to_error(Http1Error error, base::Origin origin);

}  // namespace patchbay::codec
