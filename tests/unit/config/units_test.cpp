#include "config/units.hpp"

#include <gtest/gtest.h>

namespace patchbay::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_duration("300ms"), 300ms);
  EXPECT_EQ(parse_duration("5s"), 5s);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("2min"), 2min);
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("1m30s"), 90s);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, RefusesTheRest) {
  for (const char* text : {"", "5", "s", "5 s", "5d", "-5s", "5s5", "1e3s", ".5s", "1..5s", "nans", "infs", "999999999999999999999h", "5S"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsWrittenShort) {
  for (const char* text : {"5s", "1m30s", "250ms", "2h", "0s", "1h1m1s1ms"}) EXPECT_EQ(duration_text(parse_duration(text).value()), text);
}

TEST(Size, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_size("4096"), 4096);
  EXPECT_EQ(parse_size("64MB"), 67108864);
  EXPECT_EQ(parse_size("64 mib"), 67108864);
  EXPECT_EQ(parse_size("1.5GB"), 1610612736);
  EXPECT_EQ(parse_size("1k"), 1024);
  for (const char* text : {"", "MB", "-1", "1TBB", "64MB x", "99999999999GB", "0x10", "1e3"}) EXPECT_FALSE(parse_size(text)) << text;
}

}  // namespace
}  // namespace patchbay::config
