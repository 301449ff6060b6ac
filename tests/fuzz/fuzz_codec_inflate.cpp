// Inflater: no crash, the output limit holds, whole and cut give the same.
#include "codec/inflate.hpp"
#include "fuzz/fuzzing.hpp"

#include <string>

namespace {

using namespace patchbay;

constexpr std::uint64_t limit = 100'000;

struct Outcome {
  std::string out;
  bool failed = false;
  bool truncated = false;
  bool operator==(const Outcome&) const = default;
};

Outcome run(const std::vector<std::string_view>& pieces, codec::Compression compression) {
  codec::Inflater inflater(compression, limit);
  Outcome outcome;
  for (const std::string_view piece : pieces) {
    if (!inflater.feed(piece, outcome.out)) {
      FUZZ_CHECK(outcome.out.size() <= limit);
      return {{}, true, false};  // how much came out before the error depends on the cut
    }
  }
  FUZZ_CHECK(outcome.out.size() <= limit);
  outcome.truncated = !inflater.finish().has_value();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzzing::text_of(data, size);
  for (const auto compression : {codec::Compression::gzip, codec::Compression::deflate}) {
    const Outcome whole = run({bytes}, compression);
    for (const auto& pieces : fuzzing::cuts_of(bytes)) FUZZ_CHECK(run(pieces, compression) == whole);
  }
  return 0;
}
