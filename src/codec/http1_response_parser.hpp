// Reads the head of an HTTP/1.1 response (RFC 9112). As strict as the request parser in all that frames the body;
// lenient where servers in the wild force it: a missing reason phrase (also without its space), and chunked in HTTP/1.0 (then the
// connection is not kept). 1xx heads are given out as they are (body none): the caller resets and reads on.
#pragma once

#include "codec/http1_error.hpp"
#include "codec/http1_head.hpp"

#include <expected>
#include <string_view>

namespace patchbay::codec {

class Http1ResponseParser {
 public:
  // `method` of the request that is answered: a response to HEAD has no body whatever its fields say.
  explicit Http1ResponseParser(Method method, HeadLimits limits = {}) : limits_(limits), method_(method) {}

  // As Http1RequestParser::feed.
  [[nodiscard]] std::expected<ParseProgress, Http1Error> feed(std::string_view buffered, ResponseHeadView& head);
  void reset(Method method) { cursor_ = {}, method_ = method; }

 private:
  HeadLimits limits_;
  HeadCursor cursor_;
  Method method_;
};

}  // namespace patchbay::codec
