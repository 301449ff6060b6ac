// Writes HTTP/1.1 heads and chunk framing into a string that the caller owns. A name, value, method, target or reason that could break
// the head (CR, LF, NUL, other control characters, not a token) makes the whole head fail: no header injection.
#pragma once

#include "codec/http1_error.hpp"
#include "codec/http1_head.hpp"
#include "codec/http_message.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace patchbay::codec {

// Appends one head to `out`; begin with request_line() or status_line(), then field()s, then finish(). On failure finish() cuts `out` back
// to what it held before. `out` must outlive the writer and not be changed in between.
class Http1HeadWriter {
 public:
  explicit Http1HeadWriter(std::string& out) : out_(out), begin_(out.size()) {}

  void request_line(std::string_view method, std::string_view target, HttpVersion version = HttpVersion::http_1_1);
  void status_line(int status, std::string_view reason = {},
                   HttpVersion version = HttpVersion::http_1_1);  // empty reason: the usual phrase
  void field(std::string_view name, std::string_view value) { field(HeaderView{name, value}); }
  void field(const HeaderView& field);  // checks what nobody vouches for
  void content_length(std::uint64_t length);
  // Complete lines, each with its CRLF, that the caller composed itself (constants, fields validated before).
  void trusted_lines(std::string_view lines) { out_ += lines; }
  [[nodiscard]] std::expected<void, Http1Error> finish();

 private:
  void fail(Http1Rule rule);

  std::string& out_;
  std::size_t begin_;
  Http1Rule rule_ = Http1Rule::bad_header_value;
  bool failed_ = false;
};

// Append a whole head; the caller has put in the framing fields.
[[nodiscard]] std::expected<void, Http1Error> write_request_head(std::string& out, const RequestHead& head);
[[nodiscard]] std::expected<void, Http1Error> write_response_head(std::string& out, const ResponseHead& head);

// The line before a chunk of `size` > 0 bytes, in place, for gathered writes: header, payload..., chunk_end.
class ChunkHeader {
 public:
  explicit ChunkHeader(std::uint64_t size);
  [[nodiscard]] std::string_view view() const { return {text_.data() + begin_, capacity - begin_}; }

 private:
  static constexpr std::size_t capacity = 18;  // 16 digits and CRLF
  std::array<char, capacity> text_;
  std::size_t begin_;
};
inline constexpr std::string_view chunk_end = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

// Header, payload and end in one string; nothing for an empty payload, which would end the body.
void append_chunk(std::string& out, std::string_view payload);

}  // namespace patchbay::codec
