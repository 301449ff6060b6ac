// Any bytes as one or two configuration files: a snapshot exactly when there is no error, every diagnostic with a place inside the files
// and on lines of its own, and what was accepted compares equal to itself.
#include "config/detect.hpp"
#include "config/difference.hpp"
#include "config/parse.hpp"
#include "fuzz/fuzzing.hpp"

#include <algorithm>
#include <string>

namespace {

namespace config = patchbay::config;

void check_snapshot(const config::Snapshot& snapshot) {
  FUZZ_CHECK(config::difference(snapshot, snapshot).empty());
  FUZZ_CHECK(snapshot.server.listen.is_loopback());
  FUZZ_CHECK(snapshot.server.tls.certificate.empty() == snapshot.server.tls.key.empty());
  for (const config::Provider& provider : snapshot.providers) {
    FUZZ_CHECK(provider.vendor != nullptr);
    FUZZ_CHECK(provider.managed.has_value() != provider.base_url.has_value());
    FUZZ_CHECK(snapshot.find_provider(provider.name) == &provider);
    if (provider.base_url) FUZZ_CHECK(config::parse_url(provider.base_url->text()) == *provider.base_url);
  }
  for (const config::Alias& alias : snapshot.aliases) {
    FUZZ_CHECK(snapshot.find_alias(alias.name) == &alias);
    FUZZ_CHECK(snapshot.find_provider(alias.provider) != nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = patchbay::fuzzing::text_of(data, size);
  const auto middle = text.find("\n---\n");
  std::vector<config::SourceFile> files = {{"a.toml", std::string(text.substr(0, middle))}};
  if (middle != std::string_view::npos) files.push_back({"conf.d/b.toml", std::string(text.substr(middle + 5))});
  const auto detected = config::detect({{"OPENAI_API_KEY", "x"}}, config::LocalEngine::available);
  const config::Parsed parsed = config::parse(files, detected);
  FUZZ_CHECK((parsed.snapshot == nullptr) == config::has_errors(parsed.diagnostics));
  for (const config::Diagnostic& diagnostic : parsed.diagnostics) {
    FUZZ_CHECK(std::any_of(files.begin(), files.end(), [&](const config::SourceFile& file) { return file.path == diagnostic.place.path; }));
    FUZZ_CHECK(!diagnostic.message.empty() && !diagnostic.cure.empty());
    FUZZ_CHECK(!config::format(diagnostic).empty());
  }
  if (parsed.snapshot) check_snapshot(*parsed.snapshot);
  return 0;
}
