#include "telemetry/request_id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace patchbay::telemetry {
namespace {

class Counting final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    for (auto& b : out) b = std::byte{next_++};
  }

 private:
  unsigned char next_ = 0;
};

TEST(RequestId, AcceptsWhatTheContractAllows) {
  EXPECT_TRUE(is_acceptable_request_id("Az09._-"));
  EXPECT_TRUE(is_acceptable_request_id(std::string(128, 'a')));
  EXPECT_FALSE(is_acceptable_request_id(""));
  EXPECT_FALSE(is_acceptable_request_id(std::string(129, 'a')));
  for (const char* bad : {"a b", "a\n", "a/b", "\xc3\xa9", "a:b"}) EXPECT_FALSE(is_acceptable_request_id(bad)) << bad;
}

TEST(RequestId, KeepsTheClientsOwn) {
  Counting random;
  RequestIds ids(random);
  EXPECT_EQ(ids.accept_or_next("client-1"), "client-1");
  EXPECT_EQ(ids.accept_or_next("bad id"), "0001020304050607-000001");
}

TEST(RequestId, IsUniqueOverWorkers) {
  Counting random;
  RequestIds first(random);
  RequestIds second(random);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(first.next()).second);
    EXPECT_TRUE(seen.insert(second.next()).second);
  }
  for (const auto& id : seen) EXPECT_TRUE(is_acceptable_request_id(id));
}

}  // namespace
}  // namespace patchbay::telemetry
