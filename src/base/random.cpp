#include "base/random.hpp"

#include <vector>

namespace patchbay::base {

std::string random_hex(Random& random, std::size_t bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::vector<std::byte> raw(bytes);
  random.fill(raw);
  std::string text;
  text.reserve(bytes * 2);
  for (std::byte b : raw) {
    text += digits[std::to_integer<unsigned>(b) >> 4];
    text += digits[std::to_integer<unsigned>(b) & 15];
  }
  return text;
}

}  // namespace patchbay::base
