// Http1BodyDecoder on chunked bodies: whole and cut give the same payload, end and error; limits hold; writing the payload again is read
// back.
#include "codec/http1_body_decoder.hpp"
#include "codec/http1_writer.hpp"
#include "fuzz/fuzzing.hpp"

#include <optional>
#include <string>

namespace {

using namespace patchbay;

constexpr codec::BodyLimits limits{.body_bytes = 500, .chunk_extension_bytes = 20, .trailer_bytes = 60};
constexpr codec::BodyFraming chunked{codec::BodyKind::chunked, 0};

struct Outcome {
  std::string payload;
  std::size_t consumed = 0;
  std::optional<codec::Http1Rule> rule;
  bool operator==(const Outcome&) const = default;
};

Outcome decode(const std::vector<std::string_view>& pieces) {
  codec::Http1BodyDecoder decoder(chunked, limits);
  Outcome outcome;
  for (const std::string_view piece : pieces) {
    std::vector<std::string_view> spans;
    const auto consumed = decoder.feed(piece, spans);
    for (const std::string_view span : spans) {
      FUZZ_CHECK(!span.empty() && span.data() >= piece.data() && span.data() + span.size() <= piece.data() + piece.size());
      outcome.payload += span;
    }
    FUZZ_CHECK(outcome.payload.size() <= limits.body_bytes);
    if (!consumed) return {outcome.payload, 0, consumed.error().rule};
    outcome.consumed += *consumed;
    if (decoder.done()) break;
    FUZZ_CHECK(*consumed == piece.size());
  }
  FUZZ_CHECK(decoder.received() == outcome.payload.size());
  if (const auto ended = decoder.finish(); !ended) outcome.rule = ended.error().rule;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzzing::text_of(data, size);
  const Outcome whole = decode({text});
  for (const auto& pieces : fuzzing::cuts_of(text)) FUZZ_CHECK(decode(pieces) == whole);
  if (whole.rule) return 0;
  std::string again;
  codec::append_chunk(again, whole.payload);
  again += codec::last_chunk;
  const Outcome read_again = decode({again});
  FUZZ_CHECK(!read_again.rule && read_again.payload == whole.payload && read_again.consumed == again.size());
  return 0;
}
