// What our request parser and body decoder accept, llhttp (strict) accepts with the same method, target, fields, body and end.
// One way only: we refuse much that it takes.
#include "codec/http1_body_decoder.hpp"
#include "codec/http1_request_parser.hpp"
#include "codec/http1_syntax.hpp"
#include "fuzz/fuzzing.hpp"
#include "fuzz/llhttp_reading.hpp"

#include <optional>
#include <string>

namespace {

using namespace patchbay;
using codec::KnownHeader;

struct Ours {
  codec::RequestHeadView head;
  std::string body;
  std::size_t consumed = 0;
};

std::optional<Ours> read(std::string_view text) {
  codec::Http1RequestParser parser;
  Ours ours;
  if (parser.feed(text, ours.head) != codec::ParseProgress::complete) return std::nullopt;
  codec::Http1BodyDecoder decoder(ours.head.body);
  std::vector<std::string_view> payload;
  const auto consumed = decoder.feed(text.substr(ours.head.length), payload);
  if (!consumed || !decoder.done()) return std::nullopt;
  for (const std::string_view span : payload) ours.body += span;
  ours.consumed = ours.head.length + *consumed;
  return ours;
}

// Where llhttp knows less than the standard or does more than we do, on purpose: no statement about these.
bool is_out_of_scope(const codec::RequestHeadView& head) {
  const bool upgrade = head.headers.count(KnownHeader::upgrade) > 0;  // llhttp stops there; we never upgrade
  return head.method == codec::Method::other || upgrade;
}

// Trailers are checked and discarded by us, but may change llhttp's mind after the fact.
bool refused_for_a_trailer(const fuzzing::LlhttpReading& theirs) { return theirs.trailers && !theirs.complete; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzzing::text_of(data, size);
  const auto ours = read(text);
  if (!ours || is_out_of_scope(ours->head)) return 0;
  if (ours->head.body.kind == codec::BodyKind::chunked && fuzzing::has_two_extensions_in_a_line(text.substr(ours->head.length))) return 0;
  const fuzzing::LlhttpReading theirs = fuzzing::read_with_llhttp(text, HTTP_REQUEST);
  FUZZ_CHECK(theirs.headers_complete);
  FUZZ_CHECK(theirs.method == ours->head.method_name);
  FUZZ_CHECK(theirs.target == ours->head.target);
  FUZZ_CHECK(theirs.headers.size() == ours->head.headers.size());
  for (std::size_t i = 0; i < theirs.headers.size(); ++i) {
    FUZZ_CHECK(theirs.headers[i].first == ours->head.headers[i].name);
    FUZZ_CHECK(codec::trim_blanks(theirs.headers[i].second) == ours->head.headers[i].value);
  }
  const bool proxy_connection = ours->head.headers.count(KnownHeader::proxy_connection) > 0;  // llhttp reads it as Connection
  FUZZ_CHECK(!ours->head.keep_alive || theirs.keep_alive || proxy_connection);
  if (refused_for_a_trailer(theirs)) return 0;
  FUZZ_CHECK(theirs.complete);
  FUZZ_CHECK(theirs.body == ours->body);
  FUZZ_CHECK(theirs.consumed == ours->consumed);
  return 0;
}
