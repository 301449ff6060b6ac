#include "codec/http1_request_parser.hpp"

#include "codec/http1_lines.hpp"
#include "codec/http1_syntax.hpp"

#include <algorithm>

namespace patchbay::codec {

namespace {

using Refusal = std::expected<void, Http1Error>;

constexpr std::size_t max_method = 32;

std::unexpected<Http1Error> refuse(Http1Rule rule) { return std::unexpected(Http1Error{rule}); }

std::string_view view(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }
const char* advance_at_most(const char* begin, const char* end, std::size_t count) {
  return begin + std::min(static_cast<std::size_t>(end - begin), count);
}

Method method_named(std::string_view name) {
  switch (name.size()) {
    case 3: return name == "GET" ? Method::get : name == "PUT" ? Method::put : Method::other;
    case 4: return name == "POST" ? Method::post : name == "HEAD" ? Method::head : Method::other;
    case 5: return name == "PATCH" ? Method::patch : name == "TRACE" ? Method::trace : Method::other;
    case 6: return name == "DELETE" ? Method::del : Method::other;
    case 7: return name == "OPTIONS" ? Method::options : name == "CONNECT" ? Method::connect : Method::other;
    default: return Method::other;
  }
}

LineResult take_request_line(const char* begin, const char* end, std::size_t target_limit, RequestHeadView& head) {
  const char* method_end = find_non_token(begin, advance_at_most(begin, end, max_method + 1));
  if (method_end - begin > static_cast<std::ptrdiff_t>(max_method)) return refuse(Http1Rule::bad_method);
  if (method_end == end) return TakenLine{};
  if (*method_end != ' ' || method_end == begin) return refuse(Http1Rule::bad_method);
  head.method_name = view(begin, method_end);
  head.method = method_named(head.method_name);
  if (head.method == Method::connect) return refuse(Http1Rule::connect_unsupported);

  const char* target = method_end + 1;
  const char* target_end = find_non_target(target, advance_at_most(target, end, target_limit + 1));
  if (target_end - target > static_cast<std::ptrdiff_t>(target_limit)) return refuse(Http1Rule::target_too_long);
  if (target_end == end) return TakenLine{};
  if (*target_end == '\r' || *target_end == '\n') return refuse(Http1Rule::bad_request_line);
  if (*target_end != ' ' || target_end == target) return refuse(Http1Rule::bad_target);
  head.target = view(target, target_end);

  const char* version = target_end + 1;
  const auto outcome = take_version(version, end, head.version);
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == VersionOutcome::need_more) return TakenLine{};
  return take_line_end(begin, version + version_length, end, Http1Rule::bad_request_line);
}

// The request line, and before it one empty line, which old clients send after a body.
LineResult take_first_line(const char* begin, const char* end, std::size_t target_limit, RequestHeadView& head) {
  if (begin == end || *begin != '\r') return take_request_line(begin, end, target_limit, head);
  const LineResult empty = take_line_end(begin, begin, end, Http1Rule::bare_cr);
  if (!empty || empty->outcome == LineOutcome::need_more) return empty;
  LineResult line = take_request_line(begin + empty->length, end, target_limit, head);
  if (line && line->outcome == LineOutcome::taken) line->length += empty->length;
  return line;
}

// The length of `scheme://`, 0 when the target does not begin with it.
std::size_t scheme_length(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (iequals(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

void split_query(std::string_view path_and_query, RequestHeadView& head) {
  const std::size_t mark = path_and_query.find('?');
  head.path = path_and_query.substr(0, mark);
  head.query = mark == std::string_view::npos ? std::string_view{} : path_and_query.substr(mark + 1);
}

// Sets path, query and, for absolute-form, host.
Refusal read_target(RequestHeadView& head) {
  if (head.target.starts_with('/')) {
    split_query(head.target, head);
    return {};
  }
  if (head.target == "*" && head.method == Method::options) {
    head.path = head.target;
    return {};
  }
  const std::size_t scheme = scheme_length(head.target);
  if (scheme == 0) return refuse(Http1Rule::bad_target);
  const std::string_view rest = head.target.substr(scheme);
  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  head.host = rest.substr(0, authority_end);
  if (!is_host(head.host)) return refuse(Http1Rule::bad_target);
  split_query(rest.substr(authority_end), head);
  if (head.path.empty()) head.path = "/";
  return {};
}

Refusal read_host(RequestHeadView& head) {
  const std::size_t count = head.headers.count(KnownHeader::host);
  if (count > 1) return refuse(Http1Rule::duplicate_host);
  if (count == 0) {
    if (head.version == HttpVersion::http_1_1) return refuse(Http1Rule::missing_host);
    return {};
  }
  const std::string_view host = *head.headers.find(KnownHeader::host);
  if (!is_host(host)) return refuse(Http1Rule::bad_host);
  if (!head.host.empty() && !iequals(head.host, host)) return refuse(Http1Rule::host_mismatch);
  head.host = host;
  return {};
}

Refusal read_body_framing(RequestHeadView& head) {
  const auto fields = read_framing_fields(head.headers);
  if (!fields) return std::unexpected(fields.error());
  if (fields->chunked && head.version == HttpVersion::http_1_0) return refuse(Http1Rule::transfer_encoding_in_http_1_0);
  if (fields->chunked) {
    head.body = {BodyKind::chunked, 0};
  } else if (fields->has_length && fields->length > 0) {
    head.body = {BodyKind::content_length, fields->length};
  } else {
    head.body = {};
  }
  return {};
}

Refusal read_expect(RequestHeadView& head) {
  const auto expect = head.headers.find(KnownHeader::expect);
  head.expect_continue = false;
  if (!expect || head.version == HttpVersion::http_1_0) return {};
  if (!iequals(*expect, "100-continue")) return refuse(Http1Rule::bad_expect);
  head.expect_continue = head.body.kind != BodyKind::none;
  return {};
}

Refusal interpret(RequestHeadView& head) {
  head.path = head.query = head.host = {};
  for (const auto step : {read_target, read_host, read_body_framing, read_expect}) {
    if (auto outcome = step(head); !outcome) return outcome;
  }
  head.keep_alive = asks_keep_alive(head.version, head.headers);
  return {};
}

}  // namespace

std::expected<ParseProgress, Http1Error> Http1RequestParser::feed(std::string_view buffered, RequestHeadView& head) {
  const auto take_start_line = [this](const char* begin, const char* end, RequestHeadView& into) {
    return take_first_line(begin, end, limits_.target_bytes, into);
  };
  return feed_head(cursor_, limits_, buffered, head, take_start_line, interpret);
}

}  // namespace patchbay::codec
