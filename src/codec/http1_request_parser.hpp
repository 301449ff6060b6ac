// Reads the head of an HTTP/1.1 request (RFC 9112), strictly: whatever two parsers could understand differently is refused.
// Refused beyond the RFC's musts: every repeated content-length or transfer-encoding, transfer-encoding other than `chunked`, bare LF,
// a Host that differs from an absolute-form target, CONNECT (this is no forward proxy), bytes of a target outside visible ASCII.
// One empty line before the request line is skipped.
#pragma once

#include "codec/http1_error.hpp"
#include "codec/http1_head.hpp"

#include <expected>
#include <string_view>

namespace patchbay::codec {

// One parser per connection, reset() between requests. Work is linear in the bytes however they are cut.
class Http1RequestParser {
 public:
  explicit Http1RequestParser(HeadLimits limits = {}) : limits_(limits) {}

  // `buffered`: everything of this message read so far, from its first byte; between calls it may grow and move, but not change.
  // `head` must be the same object until complete; then its views point into `buffered` and head.length is where the body begins.
  [[nodiscard]] std::expected<ParseProgress, Http1Error> feed(std::string_view buffered, RequestHeadView& head);
  void reset() { cursor_ = {}; }

 private:
  HeadLimits limits_;
  HeadCursor cursor_;
};

}  // namespace patchbay::codec
