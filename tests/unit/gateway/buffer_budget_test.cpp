#include "gateway/buffer_budget.hpp"

#include "gateway/model_directory.hpp"

#include <gtest/gtest.h>

#include <array>

namespace patchbay::gateway {
namespace {

class NoClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return {}; }
  base::WallTime wall() const override { return {}; }
};

class NoRandom final : public base::Random {
 public:
  void fill(std::span<std::byte>) override {}
};

class NoSink final : public telemetry::LineSink {
 public:
  void write_line(std::string_view) noexcept override {}
};

struct World {
  NoClock clock;
  NoRandom random;
  NoSink sink;
  telemetry::Logger log{sink, clock};
  telemetry::Metrics metrics{{"test", {}, {}}, {}};
  secrets::Resolver secrets{log};
  Published<config::Snapshot> published{std::make_shared<const config::Snapshot>()};
  ModelDirectory models;
  std::atomic<std::int64_t> buffered = 0;
  Services services{clock, random, log, metrics, secrets, published, models, nullptr, {}, "test", 1000, &buffered};
};

TEST(BufferBudget, IsGivenBack) {
  World world;
  {
    auto first = BufferReservation::take(world.services, 600);
    ASSERT_TRUE(first);
    EXPECT_FALSE(BufferReservation::take(world.services, 500));
    EXPECT_EQ(world.buffered, 600);
    EXPECT_TRUE(BufferReservation::take(world.services, 400));
    EXPECT_EQ(world.buffered, 600);
  }
  EXPECT_EQ(world.buffered, 0);
}

TEST(BufferBudget, AReservationGrowsWithWhatIsHeld) {
  World world;
  auto growing = BufferReservation::take(world.services, 0);
  ASSERT_TRUE(growing);
  EXPECT_TRUE(growing->grow_to(300));
  EXPECT_TRUE(growing->grow_to(700));
  EXPECT_TRUE(growing->grow_to(500));
  EXPECT_EQ(world.buffered, 700);
  EXPECT_FALSE(growing->grow_to(1001));
  EXPECT_EQ(world.buffered, 700);
  EXPECT_FALSE(BufferReservation::take(world.services, 301));
  BufferReservation moved = std::move(*growing);
  EXPECT_TRUE(moved.grow_to(1000));
  EXPECT_EQ(world.buffered, 1000);
  moved.release();
  EXPECT_EQ(world.buffered, 0);
}

}  // namespace
}  // namespace patchbay::gateway
