// Http1ResponseParser: whole and cut give the same; what is accepted keeps its promises.
#include "codec/http1_response_parser.hpp"
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

void check_promises(const codec::ResponseHeadView& head, std::string_view text, codec::Method method) {
  FUZZ_CHECK(head.length <= limits.head_bytes && text.substr(0, head.length).ends_with("\r\n\r\n"));
  FUZZ_CHECK(head.status >= 100 && head.status <= 999 && codec::is_field_value(head.reason));
  FUZZ_CHECK(head.headers.size() <= limits.header_count);
  const bool bodiless = method == codec::Method::head || head.status < 200 || head.status == 204 || head.status == 304;
  FUZZ_CHECK(!bodiless || head.body.kind == BodyKind::none);
  FUZZ_CHECK(head.body.kind != BodyKind::until_eof || !head.keep_alive);
  for (const codec::HeaderView header : head.headers) FUZZ_CHECK(codec::is_token(header.name) && codec::is_field_value(header.value));
}

Outcome parse(const std::vector<std::string_view>& pieces, codec::Method method) {
  codec::Http1ResponseParser parser(method, limits);
  codec::ResponseHeadView head;
  std::string buffered;
  for (const std::string_view piece : pieces) {
    std::string moved = buffered;
    moved += piece;
    buffered.swap(moved);
    const auto progress = parser.feed(buffered, head);
    if (!progress) return {static_cast<int>(progress.error().rule), {}};
    if (*progress != codec::ParseProgress::complete) continue;
    check_promises(head, buffered, method);
    std::string text = fmt::format("{} {} {} {} {} {}\n", head.status, head.reason, static_cast<int>(head.body.kind), head.body.length,
                                   head.keep_alive, head.length);
    for (const codec::HeaderView header : head.headers) text += fmt::format("{}:{}\n", header.name, header.value);
    return {-1, text};
  }
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = std::string(fuzzing::text_of(data, size)) + "\n";
  for (const codec::Method method : {codec::Method::post, codec::Method::head}) {
    const Outcome whole = parse({text}, method);
    for (const auto& pieces : fuzzing::cuts_of(text)) FUZZ_CHECK(parse(pieces, method) == whole);
  }
  return 0;
}
