// Any bytes as the inside of a string: unescaping agrees with the reader, comparing with unescaping, escaping undoes it, prefixes cut
// nothing in two, and slices escape like the whole.
#include "fuzz/fuzzing.hpp"
#include "json/document.hpp"
#include "json/string_escape.hpp"

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = patchbay::json;

void check_as_raw(std::string_view raw) {
  std::string text;
  const bool good = json::append_unescaped(text, raw);
  FUZZ_CHECK(json::escaped_equals(raw, text) == good);
  json::Document document;
  const std::string quoted = '"' + std::string(raw) + '"';
  if (document.parse(quoted)) {
    FUZZ_CHECK(good && document.root().to_string() == text);
    for (std::size_t limit = 0; limit < raw.size() && limit < 40; ++limit) {
      const std::size_t length = json::escaped_prefix(raw, limit);
      FUZZ_CHECK(length <= limit && document.parse('"' + std::string(raw.substr(0, length)) + '"').has_value());
    }
  }
  static_cast<void>(json::escaped_prefix(raw, raw.size() / 2));
}

void check_as_text(std::string_view text, unsigned slice) {
  const std::string raw = json::escaped(text);
  std::string back;
  FUZZ_CHECK(json::append_unescaped(back, raw) && back == text);
  std::string whole;
  json::append_escaped_lossy(whole, text);
  FUZZ_CHECK(simdjson::validate_utf8(whole) && (whole == raw || !simdjson::validate_utf8(text.data(), text.size())));
  json::DeltaEscaper escaper;
  std::string pieces;
  for (std::size_t at = 0; at < text.size(); at += slice) {
    escaper.feed(text.substr(at, slice), pieces);
    FUZZ_CHECK(simdjson::validate_utf8(pieces));
  }
  escaper.finish(pieces);
  FUZZ_CHECK(pieces == whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<char> exact(data, data + size);
  const std::string_view bytes(exact.data(), exact.size());
  check_as_raw(bytes);
  check_as_text(bytes, size == 0 ? 1 : 1 + data[0] % 7);
  return 0;
}
