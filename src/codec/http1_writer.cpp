#include "codec/http1_writer.hpp"

#include "codec/http1_syntax.hpp"

#include <charconv>
#include <cstring>

namespace patchbay::codec {

namespace {

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

char* put(char* at, std::string_view text) {
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// "name: value\r\n" in one growth of the string.
void append_line(std::string& out, std::string_view name, std::string_view value) {
  const std::size_t begin = out.size();
  const std::size_t end = begin + name.size() + value.size() + 4;
  // The second argument is the capacity in some libraries.
  out.resize_and_overwrite(end, [&](char* text, std::size_t) {
    char* const colon = put(text + begin, name);
    std::memcpy(colon, ": ", 2);
    std::memcpy(put(colon + 2, value), "\r\n", 2);
    return end;
  });
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

void Http1HeadWriter::field(const HeaderView& field) {
  if (field.vouched == Vouched::nothing && !is_token(field.name)) fail(Http1Rule::bad_header_name);
  if (field.vouched != Vouched::all && !is_field_value(field.value)) fail(Http1Rule::bad_header_value);
  append_line(out_, field.name, field.value);
}

void Http1HeadWriter::content_length(std::uint64_t length) {
  out_.append("content-length: ");
  append_number(out_, length);
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
