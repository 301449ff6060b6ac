// Text codecs: base64, percent-encoding, query strings and UTF-8. What is encoded comes back; what is decoded has one text only.
#include "codec/base64.hpp"
#include "codec/percent_encoding.hpp"
#include "codec/utf8.hpp"
#include "fuzz/fuzzing.hpp"

#include <string>

namespace {

using namespace patchbay;

void check_base64(std::string_view text) {
  for (const auto alphabet : {codec::Base64Alphabet::standard, codec::Base64Alphabet::url_safe}) {
    FUZZ_CHECK(codec::base64_decode(codec::base64_encode(text, alphabet), alphabet).value() == text);
    const auto decoded = codec::base64_decode(text, alphabet);
    if (!decoded) continue;
    std::string unpadded(text);
    if (alphabet == codec::Base64Alphabet::url_safe) unpadded.erase(std::min(unpadded.find('='), unpadded.size()));
    FUZZ_CHECK(codec::base64_encode(*decoded, alphabet) == unpadded);
  }
}

void check_percent(std::string_view text) {
  FUZZ_CHECK(codec::percent_decode(codec::percent_encode(text)).value() == text);
  FUZZ_CHECK(codec::percent_decode(codec::percent_encode(text, codec::PercentPart::path)).value() == text);
  const auto parameters = codec::parse_query(text);
  if (!parameters) return;
  // An empty key without a value cannot be told from nothing; every other pair comes back.
  const auto again = codec::parse_query(codec::write_query(*parameters));
  FUZZ_CHECK(again.has_value() && *again == *parameters);
}

void check_utf8(std::string_view text) {
  const std::string clean = codec::utf8_sanitise(text);
  FUZZ_CHECK(codec::utf8_is_valid(clean));
  FUZZ_CHECK(codec::utf8_is_valid(text) == (clean == text));
  FUZZ_CHECK(codec::utf8_sanitise(clean) == clean);
  FUZZ_CHECK(codec::utf8_is_valid(text.substr(0, codec::utf8_valid_prefix(text))));
  // Fed in two parts, with what may be completed held back, a valid text stays valid in every part.
  for (std::size_t cut = 0; cut <= text.size() && codec::utf8_is_valid(text); ++cut) {
    const std::size_t safe = codec::utf8_complete_prefix(text.substr(0, cut));
    FUZZ_CHECK(safe <= cut && cut - safe < 4);
    FUZZ_CHECK(codec::utf8_is_valid(text.substr(0, safe)) && codec::utf8_is_valid(text.substr(safe)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzzing::text_of(data, size);
  check_base64(text);
  check_percent(text);
  check_utf8(text);
  return 0;
}
