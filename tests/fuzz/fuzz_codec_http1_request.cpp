// Http1RequestParser: whole and cut give the same; what is accepted keeps its promises; limits hold.
#include "codec/http1_request_parser.hpp"
#include "codec/http1_syntax.hpp"
#include "fuzz/fuzzing.hpp"

#include <fmt/format.h>

#include <string>

namespace {

using namespace patchbay;
using codec::BodyKind;

constexpr codec::HeadLimits limits{.head_bytes = 2000, .target_bytes = 300, .header_count = 12};

struct Outcome {
  int rule = -1;
  std::string head;
  bool operator==(const Outcome&) const = default;
};

void check_promises(const codec::RequestHeadView& head, std::string_view text) {
  FUZZ_CHECK(head.length <= limits.head_bytes && head.length <= text.size());
  FUZZ_CHECK(text.substr(0, head.length).ends_with("\r\n\r\n"));
  FUZZ_CHECK(codec::is_token(head.method_name) && codec::is_target(head.target) && head.target.size() <= limits.target_bytes);
  FUZZ_CHECK(head.path.starts_with('/') || head.path == "*");
  FUZZ_CHECK(head.headers.size() <= limits.header_count);
  FUZZ_CHECK(head.version == codec::HttpVersion::http_1_0 || codec::is_host(head.host));
  FUZZ_CHECK(head.headers.count(codec::KnownHeader::host) <= 1);
  const auto lengths = head.headers.count(codec::KnownHeader::content_length);
  const auto encodings = head.headers.count(codec::KnownHeader::transfer_encoding);
  FUZZ_CHECK(lengths + encodings <= 1);
  FUZZ_CHECK((head.body.kind == BodyKind::chunked) == (encodings == 1));
  FUZZ_CHECK(head.body.kind != BodyKind::until_eof);
  for (const codec::HeaderView header : head.headers) {
    FUZZ_CHECK(codec::is_token(header.name) && codec::is_field_value(header.value));
    FUZZ_CHECK(codec::trim_blanks(header.value) == header.value);
    FUZZ_CHECK(header.known == codec::known_header(header.name));
    FUZZ_CHECK(head.headers.find(header.name).has_value());
  }
}

std::string text_of_head(const codec::RequestHeadView& head) {
  std::string text = fmt::format("{} {} {} {} {} {} {} {} {} {}\n", head.method_name, head.target, head.path, head.query, head.host,
                                 static_cast<int>(head.body.kind), head.body.length, head.keep_alive, head.expect_continue, head.length);
  for (const codec::HeaderView header : head.headers) text += fmt::format("{}:{}\n", header.name, header.value);
  return text;
}

Outcome parse(const std::vector<std::string_view>& pieces) {
  codec::Http1RequestParser parser(limits);
  codec::RequestHeadView head;
  std::string buffered;
  for (const std::string_view piece : pieces) {
    std::string moved = buffered;
    moved += piece;
    buffered.swap(moved);
    const auto progress = parser.feed(buffered, head);
    if (!progress) return {static_cast<int>(progress.error().rule), {}};
    if (*progress != codec::ParseProgress::complete) continue;
    check_promises(head, buffered);
    return {-1, text_of_head(head)};
  }
  FUZZ_CHECK(buffered.size() < limits.head_bytes);
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A line that never ends is judged when its end has come: with one, every way to cut must come to the same end.
  const std::string text = std::string(fuzzing::text_of(data, size)) + "\n";
  const Outcome whole = parse({text});
  for (const auto& pieces : fuzzing::cuts_of(text)) FUZZ_CHECK(parse(pieces) == whole);
  return 0;
}
