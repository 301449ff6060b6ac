#include "codec/http1_writer.hpp"

#include "codec/http1_syntax.hpp"

#include <charconv>

namespace patchbay::codec {

namespace {

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

std::string_view version_text(HttpVersion version) { return version == HttpVersion::http_1_1 ? "HTTP/1.1" : "HTTP/1.0"; }

}  // namespace

void Http1HeadWriter::fail(Http1Rule rule) {
  if (failed_) return;
  failed_ = true;
  rule_ = rule;
}

void Http1HeadWriter::request_line(std::string_view method, std::string_view target, HttpVersion version) {
  if (!is_token(method)) fail(Http1Rule::bad_method);
  if (!is_target(target)) fail(Http1Rule::bad_target);
  out_.append(method).append(" ").append(target).append(" ").append(version_text(version)).append("\r\n");
}

void Http1HeadWriter::status_line(int status, std::string_view reason, HttpVersion version) {
  if (status < 100 || status > 999 || !is_field_value(reason)) fail(Http1Rule::bad_status_line);
  out_.append(version_text(version)).append(" ");
  append_number(out_, static_cast<std::uint64_t>(status));
  out_.append(" ").append(reason.empty() ? reason_phrase(status) : reason).append("\r\n");
}

void Http1HeadWriter::field(std::string_view name, std::string_view value) {
  if (!is_token(name)) fail(Http1Rule::bad_header_name);
  if (!is_field_value(value)) fail(Http1Rule::bad_header_value);
  out_.append(name).append(": ").append(value).append("\r\n");
}

void Http1HeadWriter::field(std::string_view name, std::uint64_t number) {
  if (!is_token(name)) fail(Http1Rule::bad_header_name);
  out_.append(name).append(": ");
  append_number(out_, number);
  out_.append("\r\n");
}

std::expected<void, Http1Error> Http1HeadWriter::finish() {
  if (failed_) {
    out_.resize(begin_);
    return std::unexpected(Http1Error{rule_});
  }
  out_.append("\r\n");
  return {};
}

std::expected<void, Http1Error> write_request_head(std::string& out, const RequestHead& head) {
  Http1HeadWriter writer(out);
  writer.request_line(head.method, head.target, head.version);
  for (const Header& header : head.headers) writer.field(header.name, header.value);
  return writer.finish();
}

std::expected<void, Http1Error> write_response_head(std::string& out, const ResponseHead& head) {
  Http1HeadWriter writer(out);
  writer.status_line(head.status, head.reason, head.version);
  for (const Header& header : head.headers) writer.field(header.name, header.value);
  return writer.finish();
}

ChunkHeader::ChunkHeader(std::uint64_t size) : begin_(capacity) {
  text_[--begin_] = '\n';
  text_[--begin_] = '\r';
  do {
    text_[--begin_] = "0123456789abcdef"[size & 15];
    size >>= 4;
  } while (size != 0);
}

void append_chunk(std::string& out, std::string_view payload) {
  if (payload.empty()) return;
  out.append(ChunkHeader(payload.size()).view()).append(payload).append(chunk_end);
}

}  // namespace patchbay::codec
