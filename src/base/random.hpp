// Randomness as an argument, so that tests own it. Ids and session tokens need the secure source that the composition root supplies.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace patchbay::base {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

// `bytes` random bytes as lower-case hexadecimal.
std::string random_hex(Random& random, std::size_t bytes);

}  // namespace patchbay::base
