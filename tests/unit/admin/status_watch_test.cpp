#include "admin/status_watch.hpp"

#include "unit/admin/admin_world.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

using namespace std::chrono_literals;

class StatusWatchTest : public ::testing::Test {
 protected:
  // A configuration with one provider that declares these models.
  void configure(std::vector<std::string> models) {
    auto snapshot = std::make_shared<config::Snapshot>();
    config::Provider& provider = snapshot->providers.emplace_back();
    provider.name = "acme";
    provider.vendor = catalog::find("openai-compatible");
    provider.models = std::move(models);
    world.configuration.publish(snapshot);
    settle();
  }
  void settle() { world.models.settle(*world.configuration.current(), nullptr); }
  [[nodiscard]] std::string news() {
    auto batch = hub.read_after(seen, 1 << 20);
    seen = batch.last;
    return std::move(batch.bytes);
  }

  test::AdminWorld world;
  EventHub hub{1};
  StatusWatch watch{world.services, hub};
  std::uint64_t seen = 0;
};

TEST_F(StatusWatchTest, TellsWhatChanged) {
  configure({"one"});
  EXPECT_EQ(watch.look().size(), 1U);
  EXPECT_EQ(news(), "");
  configure({"one", "two"});
  watch.look();
  const std::string told = news();
  EXPECT_NE(told.find("event: models.changed"), std::string::npos);
  EXPECT_NE(told.find("event: providers.changed"), std::string::npos);
  EXPECT_NE(told.find("\"name\":\"acme\""), std::string::npos);
}

// The page asks for the models when it hears of a change; if asking were a change, it would never stop.
TEST_F(StatusWatchTest, TheSameListAgainIsNoNews) {
  configure({"one"});
  watch.look();
  for (int i = 0; i < 3; ++i) {
    settle();
    watch.look();
  }
  EXPECT_EQ(news(), "");
}

TEST_F(StatusWatchTest, LooksOnceASecond) {
  configure({"one"});
  watch.look();
  configure({"two"});
  world.clock.advance(999ms);
  watch.look_if_due();
  EXPECT_EQ(news(), "");
  world.clock.advance(1ms);
  watch.look_if_due();
  EXPECT_NE(news().find("models.changed"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::admin
