#include "codec/http1_response_parser.hpp"

#include "codec/http1_lines.hpp"
#include "codec/http1_syntax.hpp"

namespace patchbay::codec {

namespace {

std::unexpected<Http1Error> refuse(Http1Rule rule) { return std::unexpected(Http1Error{rule}); }

// Expects ` ddd` at `at`.
std::expected<bool, Http1Error> take_status(const char* at, const char* end, int& status) {
  status = 0;
  for (int i = 0; i < 4; ++i, ++at) {
    if (at == end) return false;
    const bool fits = i == 0 ? *at == ' ' : *at >= (i == 1 ? '1' : '0') && *at <= '9';
    if (!fits) return refuse(Http1Rule::bad_status_line);
    if (i > 0) status = status * 10 + (*at - '0');
  }
  return true;
}

LineResult take_status_line(const char* begin, const char* end, ResponseHeadView& head) {
  const auto version = take_version(begin, end, head.version);
  if (!version) return std::unexpected(version.error());
  if (*version == VersionOutcome::need_more) return TakenLine{};
  const auto status = take_status(begin + version_length, end, head.status);
  if (!status) return std::unexpected(status.error());
  const char* reason = begin + version_length + 4;
  if (!*status || reason == end) return TakenLine{};
  const char* reason_end = reason;
  if (*reason == ' ') {
    ++reason;
    reason_end = find_control(reason, end);
  }
  head.reason = {reason, static_cast<std::size_t>(reason_end - reason)};
  return take_line_end(begin, reason_end, end, Http1Rule::bad_status_line);
}

bool has_no_body(int status, Method method) { return method == Method::head || status < 200 || status == 204 || status == 304; }

BodyFraming body_framing(const FramingFields& fields, int status, Method method) {
  if (has_no_body(status, method)) return {};
  if (fields.chunked) return {BodyKind::chunked, 0};
  if (!fields.has_length) return {BodyKind::until_eof, 0};
  return fields.length == 0 ? BodyFraming{} : BodyFraming{BodyKind::content_length, fields.length};
}

// Servers exist that send a body with 204 although they must not: what follows such a head cannot be trusted.
bool may_hide_a_body(const FramingFields& fields, int status) { return status == 204 && (fields.chunked || fields.length > 0); }

std::expected<void, Http1Error> interpret(ResponseHeadView& head, Method method) {
  const auto fields = read_framing_fields(head.headers);
  if (!fields) return std::unexpected(fields.error());
  head.body = body_framing(*fields, head.status, method);
  const bool chunked_in_http_1_0 = fields->chunked && head.version == HttpVersion::http_1_0;
  head.keep_alive = asks_keep_alive(head.version, head.headers) && head.body.kind != BodyKind::until_eof && !chunked_in_http_1_0 &&
                    !may_hide_a_body(*fields, head.status);
  return {};
}

}  // namespace

std::expected<ParseProgress, Http1Error> Http1ResponseParser::feed(std::string_view buffered, ResponseHeadView& head) {
  const auto read_meaning = [this](ResponseHeadView& whole) { return interpret(whole, method_); };
  return feed_head(cursor_, limits_, buffered, head, take_status_line, read_meaning);
}

}  // namespace patchbay::codec
