#include "codec/http1_error.hpp"

#include <fmt/format.h>

namespace patchbay::codec {

namespace {

struct RuleFacts {
  std::string_view name;
  std::string_view description;
  int status;
};

RuleFacts facts(Http1Rule rule) {
  switch (rule) {
    case Http1Rule::bad_method: return {"bad_method", "the method is not a token", 400};
    case Http1Rule::bad_target: return {"bad_target", "the request target is malformed", 400};
    case Http1Rule::target_too_long: return {"target_too_long", "the request target is too long", 414};
    case Http1Rule::bad_request_line: return {"bad_request_line", "the request line is malformed", 400};
    case Http1Rule::bad_status_line: return {"bad_status_line", "the status line is malformed", 400};
    case Http1Rule::bad_version: return {"bad_version", "the protocol version is malformed", 400};
    case Http1Rule::unsupported_version: return {"unsupported_version", "only HTTP/1.0 and HTTP/1.1 are understood", 505};
    case Http1Rule::connect_unsupported: return {"connect_unsupported", "CONNECT is not supported", 501};
    case Http1Rule::bad_header_name: return {"bad_header_name", "a header name contains a character that is not allowed", 400};
    case Http1Rule::space_before_colon: return {"space_before_colon", "a header has blanks between its name and the colon", 400};
    case Http1Rule::missing_colon: return {"missing_colon", "a header line has no colon", 400};
    case Http1Rule::obsolete_folding: return {"obsolete_folding", "a header is folded over several lines", 400};
    case Http1Rule::bad_header_value: return {"bad_header_value", "a header value contains a control character", 400};
    case Http1Rule::bare_cr: return {"bare_cr", "a carriage return is not followed by a line feed", 400};
    case Http1Rule::bare_lf: return {"bare_lf", "a line ends with a line feed alone", 400};
    case Http1Rule::head_too_large: return {"head_too_large", "the headers are too large", 431};
    case Http1Rule::too_many_headers: return {"too_many_headers", "there are too many headers", 431};
    case Http1Rule::missing_host: return {"missing_host", "the Host header is missing", 400};
    case Http1Rule::duplicate_host: return {"duplicate_host", "there is more than one Host header", 400};
    case Http1Rule::bad_host: return {"bad_host", "the Host header is not a host with an optional port", 400};
    case Http1Rule::host_mismatch: return {"host_mismatch", "the request target and the Host header name different hosts", 400};
    case Http1Rule::bad_content_length: return {"bad_content_length", "the content-length is not a number", 400};
    case Http1Rule::duplicate_content_length: return {"duplicate_content_length", "there is more than one content-length", 400};
    case Http1Rule::content_length_with_transfer_encoding:
      return {"content_length_with_transfer_encoding", "there are both a content-length and a transfer-encoding", 400};
    case Http1Rule::bad_transfer_encoding:
      return {"bad_transfer_encoding", "the only transfer-encoding understood is a single chunked", 501};
    case Http1Rule::transfer_encoding_in_http_1_0: return {"transfer_encoding_in_http_1_0", "HTTP/1.0 has no transfer-encoding", 400};
    case Http1Rule::bad_expect: return {"bad_expect", "the only expectation understood is 100-continue", 417};
    case Http1Rule::bad_chunk_size: return {"bad_chunk_size", "a chunk's size is not a hexadecimal number", 400};
    case Http1Rule::bad_chunk_extension: return {"bad_chunk_extension", "a chunk's extension is malformed", 400};
    case Http1Rule::chunk_extension_too_long: return {"chunk_extension_too_long", "a chunk's extension is too long", 400};
    case Http1Rule::bad_chunk_end: return {"bad_chunk_end", "a chunk does not end where its size says", 400};
    case Http1Rule::trailers_too_large: return {"trailers_too_large", "the trailers are too large", 431};
    case Http1Rule::bad_trailer: return {"bad_trailer", "a trailer is malformed", 400};
    case Http1Rule::body_too_large: return {"body_too_large", "the body is too large", 413};
    case Http1Rule::truncated: return {"truncated", "the connection ended inside the message", 400};
  }
  return {"unknown", "the message is malformed", 400};
}

base::ErrorKind kind(Http1Rule rule, base::Origin origin) {
  using base::ErrorKind;
  if (origin == base::Origin::provider) return rule == Http1Rule::truncated ? ErrorKind::truncated : ErrorKind::bad_provider_response;
  if (origin == base::Origin::gateway) return ErrorKind::internal;
  return rule == Http1Rule::body_too_large ? ErrorKind::request_too_large : ErrorKind::invalid_request;
}

}  // namespace

std::string_view name(Http1Rule rule) { return facts(rule).name; }
std::string_view description(Http1Rule rule) { return facts(rule).description; }
int http_status(Http1Rule rule) { return facts(rule).status; }

base::Error to_error(Http1Error error, base::Origin origin) {
  return base::Error(kind(error.rule, origin), fmt::format("HTTP/1.1: {} ({})", description(error.rule), name(error.rule)), origin);
}

}  // namespace patchbay::codec
