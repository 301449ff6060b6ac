#include "base/random.hpp"

#include <gtest/gtest.h>

namespace patchbay::base {
namespace {
class Counting final : public Random {
 public:
  void fill(std::span<std::byte> out) override {
    for (auto& b : out) b = std::byte{next_++};
  }

 private:
  unsigned char next_ = 0x0e;
};
}  // namespace

TEST(RandomHex, WritesTwoDigitsAByte) {
  Counting random;
  EXPECT_EQ(random_hex(random, 4), "0e0f1011");
}

}  // namespace patchbay::base
