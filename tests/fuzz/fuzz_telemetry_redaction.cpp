// Any bytes around a planted credential: it never comes through.
#include "fuzz/fuzzing.hpp"
#include "telemetry/redaction.hpp"

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view key = "sk-planted0123456789";
  const std::string_view text = patchbay::fuzzing::text_of(data, size);
  if (text.find("planted") != std::string_view::npos) return 0;
  const std::size_t half = size / 2;
  // Between separators, so that the planted word is a word of its own.
  const std::string around = std::string(text.substr(0, half)) + " " + std::string(key) + " " + std::string(text.substr(half));
  FUZZ_CHECK(patchbay::telemetry::redact(around).find("planted0123456789") == std::string::npos);
  return 0;
}
