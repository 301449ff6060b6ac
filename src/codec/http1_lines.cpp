#include "codec/http1_lines.hpp"

#include "codec/http1_syntax.hpp"

#include <algorithm>
#include <limits>

namespace patchbay::codec {

namespace {

constexpr TakenLine need_more{};

std::unexpected<Http1Error> refuse(Http1Rule rule) { return std::unexpected(Http1Error{rule}); }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// The name has ended at a byte that is not a colon: which rule is it?
LineResult refuse_name(const char* begin, const char* at, const char* end) {
  if (*at == '\n') return refuse(at == begin ? Http1Rule::bare_lf : Http1Rule::missing_colon);
  if (*at == '\r') return refuse(Http1Rule::missing_colon);
  if (!is_blank(*at)) return refuse(Http1Rule::bad_header_name);
  if (at == begin) return refuse(Http1Rule::obsolete_folding);
  while (at != end && is_blank(*at)) ++at;
  if (at == end) return need_more;
  return refuse(*at == ':' ? Http1Rule::space_before_colon : Http1Rule::bad_header_name);
}

std::expected<std::uint64_t, Http1Error> read_content_length(std::string_view text) {
  if (text.empty()) return refuse(Http1Rule::bad_content_length);
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return refuse(Http1Rule::bad_content_length);
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return refuse(Http1Rule::bad_content_length);
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace

LineResult take_line_end(const char* begin, const char* at, const char* end, Http1Rule otherwise) {
  if (at == end) return need_more;
  if (*at == '\n') return refuse(Http1Rule::bare_lf);
  if (*at != '\r') return refuse(otherwise);
  if (at + 1 == end) return need_more;
  if (at[1] != '\n') return refuse(Http1Rule::bare_cr);
  return TakenLine{LineOutcome::taken, static_cast<std::size_t>(at + 2 - begin)};
}

LineResult take_field_line(const char* begin, const char* end, std::size_t header_limit, HeaderViews& headers) {
  if (begin == end) return need_more;
  if (*begin == '\r') {
    LineResult line = take_line_end(begin, begin, end, Http1Rule::bare_cr);
    if (line && line->outcome == LineOutcome::taken) line->outcome = LineOutcome::end_of_head;
    return line;
  }
  const char* name_end = find_non_token(begin, std::min(end, begin + std::min<std::ptrdiff_t>(end - begin, max_header_name + 1)));
  if (name_end - begin > static_cast<std::ptrdiff_t>(max_header_name)) return refuse(Http1Rule::bad_header_name);
  if (name_end == end) return need_more;
  if (*name_end != ':') return refuse_name(begin, name_end, end);
  if (name_end == begin) return refuse(Http1Rule::bad_header_name);
  const char* value = name_end + 1;
  while (value != end && is_blank(*value)) ++value;
  const char* value_end = find_control(value, end);
  const LineResult line = take_line_end(begin, value_end, end, Http1Rule::bad_header_value);
  if (!line || line->outcome != LineOutcome::taken) return line;
  while (value_end != value && is_blank(value_end[-1])) --value_end;
  const std::string_view header_name(begin, static_cast<std::size_t>(name_end - begin));
  const std::string_view header_value(value, static_cast<std::size_t>(value_end - value));
  if (headers.size() >= header_limit || !headers.add(header_name, header_value, known_header(header_name))) {
    return refuse(Http1Rule::too_many_headers);
  }
  return line;
}

std::expected<VersionOutcome, Http1Error> take_version(const char* at, const char* end, HttpVersion& version) {
  constexpr std::string_view shape = "HTTP/d.d";
  for (std::size_t i = 0; i < shape.size(); ++i, ++at) {
    if (at == end) return VersionOutcome::need_more;
    const bool fits = shape[i] == 'd' ? *at >= '0' && *at <= '9' : *at == shape[i];
    if (!fits) return refuse(Http1Rule::bad_version);
  }
  const char major = at[-3];
  const char minor = at[-1];
  if (major != '1' || minor > '1') return refuse(Http1Rule::unsupported_version);
  version = minor == '1' ? HttpVersion::http_1_1 : HttpVersion::http_1_0;
  return VersionOutcome::taken;
}

std::expected<FramingFields, Http1Error> read_framing_fields(const HeaderViews& headers) {
  FramingFields fields;
  if (!headers.contains(KnownHeader::content_length) && !headers.contains(KnownHeader::transfer_encoding)) return fields;
  for (const HeaderView header : headers) {
    if (header.known == KnownHeader::content_length) {
      if (fields.has_length) return refuse(Http1Rule::duplicate_content_length);
      const auto length = read_content_length(header.value);
      if (!length) return std::unexpected(length.error());
      fields.has_length = true;
      fields.length = *length;
    } else if (header.known == KnownHeader::transfer_encoding) {
      if (fields.chunked || !iequals(header.value, "chunked")) return refuse(Http1Rule::bad_transfer_encoding);
      fields.chunked = true;
    }
  }
  if (fields.chunked && fields.has_length) return refuse(Http1Rule::content_length_with_transfer_encoding);
  return fields;
}

bool asks_keep_alive(HttpVersion version, const HeaderViews& headers) {
  if (headers.has_token(KnownHeader::connection, "close")) return false;
  return version == HttpVersion::http_1_1 || headers.has_token(KnownHeader::connection, "keep-alive");
}

}  // namespace patchbay::codec
