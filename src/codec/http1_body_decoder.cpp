#include "codec/http1_body_decoder.hpp"

#include "codec/http1_syntax.hpp"

#include <algorithm>

namespace patchbay::codec {

namespace {

constexpr std::size_t max_size_digits = 16;

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

}  // namespace

Http1BodyDecoder::Http1BodyDecoder(BodyFraming framing, BodyLimits limits) : limits_(limits) {
  switch (framing.kind) {
    case BodyKind::none: state_ = State::done; break;
    case BodyKind::until_eof: state_ = State::until_eof; break;
    case BodyKind::chunked: state_ = State::size_first; break;
    case BodyKind::content_length:
      remaining_ = framing.length;
      state_ = remaining_ == 0 ? State::done : State::counted;
      if (remaining_ > limits_.body_bytes) static_cast<void>(refuse(Http1Rule::body_too_large));
      break;
  }
}

std::unexpected<Http1Error> Http1BodyDecoder::refuse(Http1Rule rule) {
  state_ = State::failed;
  failure_ = rule;
  return std::unexpected(Http1Error{rule});
}

std::expected<std::size_t, Http1Error> Http1BodyDecoder::feed(std::string_view input, std::vector<std::string_view>& payload) {
  switch (state_) {
    case State::done: return 0;
    case State::failed: return refuse(failure_);
    case State::counted: return take_counted(input, payload);
    case State::until_eof: return take_until_eof(input, payload);
    default: return take_chunked(input, payload);
  }
}

std::expected<void, Http1Error> Http1BodyDecoder::finish() {
  if (state_ == State::failed) return refuse(failure_);
  if (state_ != State::done && state_ != State::until_eof) return refuse(Http1Rule::truncated);
  state_ = State::done;
  return {};
}

std::size_t Http1BodyDecoder::take_payload(std::string_view input, std::vector<std::string_view>& payload) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), remaining_));
  if (size > 0) payload.push_back(input.substr(0, size));
  remaining_ -= size;
  received_ += size;
  return size;
}

std::expected<std::size_t, Http1Error> Http1BodyDecoder::take_counted(std::string_view input, std::vector<std::string_view>& payload) {
  const std::size_t size = take_payload(input, payload);
  if (remaining_ == 0) state_ = State::done;
  return size;
}

std::expected<std::size_t, Http1Error> Http1BodyDecoder::take_until_eof(std::string_view input, std::vector<std::string_view>& payload) {
  remaining_ = limits_.body_bytes - received_;
  const std::size_t size = take_payload(input, payload);
  if (size < input.size()) return refuse(Http1Rule::body_too_large);
  return size;
}

std::expected<std::size_t, Http1Error> Http1BodyDecoder::take_chunked(std::string_view input, std::vector<std::string_view>& payload) {
  std::size_t at = 0;
  while (at < input.size() && state_ != State::done) {
    if (state_ == State::chunk_data) {
      at += take_payload(input.substr(at), payload);
      if (remaining_ == 0) state_ = State::data_cr;
      continue;
    }
    if (const auto taken = take_framing_byte(input[at++]); !taken) return std::unexpected(taken.error());
  }
  return at;
}

std::expected<void, Http1Error> Http1BodyDecoder::take_framing_byte(char byte) {
  switch (state_) {
    case State::size_first:
    case State::size:
    case State::extension:
    case State::size_lf: return take_size_line_byte(byte);
    case State::data_cr: return expect(byte, '\r', State::data_lf, Http1Rule::bad_chunk_end);
    case State::data_lf: return expect(byte, '\n', State::size_first, Http1Rule::bad_chunk_end);
    default: return take_trailer_byte(byte);
  }
}

std::expected<void, Http1Error> Http1BodyDecoder::expect(char byte, char wanted, State then, Http1Rule otherwise) {
  if (byte != wanted) return refuse(otherwise);
  state_ = then;
  return {};
}

std::expected<void, Http1Error> Http1BodyDecoder::take_size_line_byte(char byte) {
  if (state_ == State::size_lf) return byte == '\n' ? begin_chunk() : refuse(Http1Rule::bare_cr);
  if (byte == '\n') return refuse(state_ == State::size_first ? Http1Rule::bad_chunk_size : Http1Rule::bare_lf);
  if (state_ == State::extension) return take_extension_byte(byte);
  if (state_ == State::size_first) {
    remaining_ = 0;
    overhead_ = 0;
    state_ = State::size;
  } else if (byte == '\r') {
    state_ = State::size_lf;
    return {};
  } else if (byte == ';') {
    overhead_ = 0;
    extension_ = ChunkExtension::name_start;
    state_ = State::extension;
    return {};
  }
  const int digit = hexadecimal_digit(byte);
  if (digit < 0 || ++overhead_ > max_size_digits) return refuse(Http1Rule::bad_chunk_size);
  remaining_ = remaining_ << 4 | static_cast<std::uint64_t>(digit);
  return {};
}

std::expected<void, Http1Error> Http1BodyDecoder::take_extension_byte(char byte) {
  if (byte == '\r') {
    state_ = State::size_lf;
    return may_end(extension_) ? std::expected<void, Http1Error>{} : refuse(Http1Rule::bad_chunk_extension);
  }
  if (++overhead_ > limits_.chunk_extension_bytes) return refuse(Http1Rule::chunk_extension_too_long);
  const auto part = next_part(extension_, byte);
  if (!part) return refuse(Http1Rule::bad_chunk_extension);
  extension_ = *part;
  return {};
}

std::expected<void, Http1Error> Http1BodyDecoder::begin_chunk() {
  if (remaining_ > limits_.body_bytes - received_) return refuse(Http1Rule::body_too_large);
  overhead_ = 0;
  state_ = remaining_ == 0 ? State::trailer_start : State::chunk_data;
  return {};
}

std::expected<void, Http1Error> Http1BodyDecoder::take_trailer_byte(char byte) {
  if (state_ == State::trailer_start && byte == '\r') {
    state_ = State::end_lf;
    return {};
  }
  if (state_ == State::end_lf) return expect(byte, '\n', State::done, Http1Rule::bare_cr);
  if (++overhead_ > limits_.trailer_bytes) return refuse(Http1Rule::trailers_too_large);
  if (state_ == State::trailer_lf) return expect(byte, '\n', State::trailer_start, Http1Rule::bare_cr);
  if (state_ == State::trailer_value) {
    if (byte == '\r')
      state_ = State::trailer_lf;
    else if (is_control(byte))
      return refuse(byte == '\n' ? Http1Rule::bare_lf : Http1Rule::bad_trailer);
    return {};
  }
  if (state_ == State::trailer_name && byte == ':') {
    state_ = State::trailer_value;
    return {};
  }
  if (!is_token_char(byte)) return refuse(Http1Rule::bad_trailer);
  state_ = State::trailer_name;
  return {};
}

}  // namespace patchbay::codec
