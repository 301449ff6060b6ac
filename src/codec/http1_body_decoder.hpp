// Takes the framing off an HTTP/1.1 body as it arrives: content-length, chunked or until end of connection. Payload is given out as
// views into what was fed, never copied; all chunks of one read come together, so that a relay can send them with one write.
#pragma once

#include "codec/http1_chunk_extension.hpp"
#include "codec/http1_error.hpp"
#include "codec/http1_head.hpp"

#include <cstdint>
#include <expected>
#include <limits>
#include <string_view>
#include <vector>

namespace patchbay::codec {

struct BodyLimits {
  std::uint64_t body_bytes = std::numeric_limits<std::uint64_t>::max();  // payload
  std::size_t chunk_extension_bytes = 256;                               // in one chunk
  std::size_t trailer_bytes = 8 * 1024;                                  // all trailers; they are checked and discarded
};

class Http1BodyDecoder {
 public:
  Http1BodyDecoder() : Http1BodyDecoder(BodyFraming{}) {}
  explicit Http1BodyDecoder(BodyFraming framing, BodyLimits limits = {});

  // Appends the payload inside `input` to `payload`; answers how many bytes of `input` belong to this body (all, unless it is done: the
  // rest is the next message). After an error, or when done, nothing more is taken. A content-length beyond the limit fails at the first
  // call.
  [[nodiscard]] std::expected<std::size_t, Http1Error> feed(std::string_view input, std::vector<std::string_view>& payload);
  // The connection has ended: an error (`truncated`) unless the body is complete by then.
  [[nodiscard]] std::expected<void, Http1Error> finish();
  [[nodiscard]] bool done() const { return state_ == State::done; }
  [[nodiscard]] std::uint64_t received() const { return received_; }  // payload bytes so far

 private:
  enum class State : std::uint8_t {
    counted,
    until_eof,
    size_first,
    size,
    extension,
    size_lf,
    chunk_data,
    data_cr,
    data_lf,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    done,
    failed
  };
  [[nodiscard]] std::expected<std::size_t, Http1Error> take_counted(std::string_view input, std::vector<std::string_view>& payload);
  [[nodiscard]] std::expected<std::size_t, Http1Error> take_until_eof(std::string_view input, std::vector<std::string_view>& payload);
  [[nodiscard]] std::expected<std::size_t, Http1Error> take_chunked(std::string_view input, std::vector<std::string_view>& payload);
  [[nodiscard]] std::size_t take_payload(std::string_view input, std::vector<std::string_view>& payload);
  [[nodiscard]] std::expected<void, Http1Error> take_framing_byte(char byte);
  [[nodiscard]] std::expected<void, Http1Error> take_size_line_byte(char byte);
  [[nodiscard]] std::expected<void, Http1Error> take_extension_byte(char byte);
  [[nodiscard]] std::expected<void, Http1Error> begin_chunk();
  [[nodiscard]] std::expected<void, Http1Error> take_trailer_byte(char byte);
  [[nodiscard]] std::expected<void, Http1Error> expect(char byte, char wanted, State then, Http1Rule otherwise);
  [[nodiscard]] std::unexpected<Http1Error> refuse(Http1Rule rule);

  BodyLimits limits_;
  std::uint64_t remaining_ = 0;  // of the body or of the chunk
  std::uint64_t received_ = 0;
  std::size_t overhead_ = 0;  // digits of this size, bytes of this extension, or of the trailers
  Http1Rule failure_ = Http1Rule::truncated;
  ChunkExtension extension_ = ChunkExtension::name_start;
  State state_ = State::done;
};

}  // namespace patchbay::codec
