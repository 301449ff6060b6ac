#include "base/secret.hpp"

#include <strings.h>

#include <cstring>

namespace patchbay::base {

// A short string's bytes stay behind where they stood when it is moved from, so it is copied and then wiped.
Secret::Secret(std::string plaintext) : plaintext_(plaintext) { explicit_bzero(plaintext.data(), plaintext.size()); }

Secret::Secret(Secret&& other) noexcept : plaintext_(other.plaintext_) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  plaintext_ = other.plaintext_;
  other.wipe();
  return *this;
}

Secret::~Secret() { wipe(); }

Secret Secret::clone() const { return Secret(std::string(plaintext_)); }

void Secret::wipe() {
  explicit_bzero(plaintext_.data(), plaintext_.size());
  plaintext_.clear();
}

}  // namespace patchbay::base
