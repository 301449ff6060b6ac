// From a reference to the secret, at the last moment.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/secret_reference.hpp"
#include "telemetry/log.hpp"

namespace patchbay::secrets {

// True for a file that others than its owner can read, as far as its mode says; false for variables and files that are not there.
bool readable_by_others(const base::SecretReference& reference);

// Thread-safe: it holds nothing that changes. Reads the process's environment and files anew at every call, so that a rotated key is seen;
// callers on the request path keep what they got for as long as they like. Reading a file blocks.
class Resolver {
 public:
  explicit Resolver(const telemetry::Logger& logger) : logger_(&logger) {}

  // Errors are provider_authentication, and name the reference, never a value. One line feed (or CR LF) at the end of a file is not part of
  // the secret. Refused: an empty secret, control characters inside, more than 64 KB, what is not a regular file. A file that others than
  // its owner can read is used, with a warning in the log.
  [[nodiscard]] base::Result<base::Secret> resolve(const base::SecretReference& reference) const;

 private:
  [[nodiscard]] base::Result<base::Secret> from_file(const base::SecretReference& reference) const;

  const telemetry::Logger* logger_;
};

}  // namespace patchbay::secrets
