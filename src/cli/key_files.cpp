#include "cli/key_files.hpp"

#include "secrets/resolver.hpp"

#include <fmt/format.h>

namespace patchbay::cli {

std::vector<config::Diagnostic> key_file_warnings(const config::Parsed& parsed) {
  std::vector<config::Diagnostic> warnings;
  if (parsed.snapshot == nullptr) return warnings;
  for (const config::Provider& provider : parsed.snapshot->providers) {
    const auto* reference = std::get_if<base::SecretReference>(&provider.api_key);
    if (reference == nullptr || !secrets::readable_by_others(*reference)) continue;
    config::Diagnostic warning;
    warning.severity = config::Severity::warning;
    warning.place = provider.place;
    warning.message = fmt::format("others than its owner can read the key file {} of [providers.{}]", reference->locator, provider.name);
    warning.cure = fmt::format("chmod 600 {}", reference->locator);
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

}  // namespace patchbay::cli
