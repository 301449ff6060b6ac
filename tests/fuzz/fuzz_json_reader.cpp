// Any bytes: our reader must judge as simdjson's DOM does (apart from the deliberate differences), report a place inside the text, and
// everything that it accepts must be readable in full.
#include "fuzz/fuzzing.hpp"
#include "json/document.hpp"
#include "unit/json/reference.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace {

namespace json = patchbay::json;

std::size_t walk(json::Value value) {
  std::string scratch;
  std::size_t count = 0;
  if (value.is_string()) FUZZ_CHECK(value.equals(value.text(scratch)) && (value.has_escapes() || scratch.empty()));
  if (value.is_number()) static_cast<void>(value.as_int64()), static_cast<void>(value.as_uint64()), static_cast<void>(value.as_double());
  for (const json::Value item : value.items()) count += 1 + walk(item);
  for (const json::Member member : value.members()) count += 2 + walk(member.value);
  return count;
}

void check_raw_spans(const json::Document& document) {
  json::Document again;
  const json::Token* const first = document.root().token();
  for (const json::Token* token = first; token != first + document.token_count(); ++token)
    FUZZ_CHECK(again.parse(json::Value(document.text().data(), token).raw()).has_value() || token->type == json::Type::object);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<char> exact(data, data + size);  // a block of exactly this size: reading behind it is seen
  const std::string_view text(exact.data(), exact.size());
  std::string why;
  FUZZ_CHECK(json::test::agrees_with_reference(text, why));
  json::Document document;
  if (const auto parsed = document.parse(text); !parsed) {
    FUZZ_CHECK(!parsed.error().message.empty() && parsed.error().param.size() <= 260);
    FUZZ_CHECK(simdjson::validate_utf8(parsed.error().message) && simdjson::validate_utf8(parsed.error().param));
    return 0;
  }
  FUZZ_CHECK(walk(document.root()) + 1 == document.token_count());
  if (document.token_count() < 200) check_raw_spans(document);
  return 0;
}
