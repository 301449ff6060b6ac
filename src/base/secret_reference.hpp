// Where a secret stands, never the secret itself: env:NAME or file:PATH, as people write it in the configuration.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::base {

struct SecretReference {
  enum class Source : std::uint8_t { environment, file };

  Source source = Source::environment;
  std::string locator;  // the variable's name, or the file's path

  [[nodiscard]] std::string text() const;  // env:NAME or file:PATH; may be shown to people
  friend bool operator==(const SecretReference&, const SecretReference&) = default;
};

// invalid_request with the cure in the message. The message names the reference, but never repeats a text that may be a plaintext secret.
// vault: and exec: are recognised and refused: this version does not support them yet.
Result<SecretReference> parse_secret_reference(std::string_view text);

}  // namespace patchbay::base
