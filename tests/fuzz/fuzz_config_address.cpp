// Any bytes as an address, a URL, a duration and a size: what is accepted is written so that it parses to the same.
#include "config/address.hpp"
#include "config/units.hpp"
#include "fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace config = patchbay::config;
  const std::string_view text = patchbay::fuzzing::text_of(data, size);
  if (const auto address = config::parse_host_port(text)) FUZZ_CHECK(config::parse_host_port(address->text()) == *address);
  if (const auto url = config::parse_url(text)) {
    FUZZ_CHECK(config::parse_url(url->text()) == *url);
    FUZZ_CHECK(url->port != 0 && !url->host.empty() && !url->path.ends_with('/'));
  }
  if (const auto duration = config::parse_duration(text)) {
    FUZZ_CHECK(duration->count() >= 0);
    FUZZ_CHECK(config::parse_duration(config::duration_text(*duration)) == *duration);
  }
  if (const auto bytes = config::parse_size(text)) FUZZ_CHECK(*bytes >= 0);
  return 0;
}
