#include "admin/run_recorder.hpp"

#include "transport/block_on.hpp"
#include "transport/sleep.hpp"
#include "unit/admin/stand_ins.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

using namespace std::chrono_literals;
using canonical::BlockDelta;
using canonical::DeltaKind;
using transport::Task;

class RunRecorderTest : public ::testing::Test {
 protected:
  RunRecorderTest() {
    RunRequest request;
    request.model = "local/m";
    request.text = "Hi";
    started = *store.start(request, "");
    hub_start = hub.last_id();
  }
  void in_loop(const std::function<Task<void>(RunRecorder&)>& body) {
    const auto task = [&]() -> Task<void> {
      RunRecorder recorder(loop, store, clock, started.place, report, cancel);
      co_await body(recorder);
    };
    transport::block_on(loop, task());
  }
  static BlockDelta delta(std::string_view text, DeltaKind kind = DeltaKind::text, std::int32_t choice = 0) {
    return {choice, 0, kind, text};
  }
  [[nodiscard]] std::size_t count(std::string_view event) const {
    const std::string bytes = hub.read_after(hub_start, 1 << 24).bytes;
    std::size_t found = 0;
    for (std::size_t at = bytes.find(event); at != std::string::npos; at = bytes.find(event, at + 1)) ++found;
    return found;
  }
  [[nodiscard]] std::string shown() const { return *store.show(started.place.conversation_id); }
  [[nodiscard]] bool shows(std::string_view text) const { return shown().find(text) != std::string::npos; }

  transport::EventLoop loop{transport::LoopTime::simulated};
  test::TestClock clock;
  test::CountingRandom random;
  EventHub hub{1};
  ConversationStore store{hub, random, clock};
  StartedRun started;
  std::uint64_t hub_start = 0;
  gateway::RunReport report;
  transport::CancelSource cancel;
};

TEST_F(RunRecorderTest, GathersDeltas) {
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    for (int i = 0; i < 100; ++i) {
      recorder.on_event(delta("x"));
      (void)co_await transport::sleep_for(loop, 1ms);
    }
    recorder.on_event(canonical::End{});
  });
  EXPECT_GE(count("event: run.delta"), 4U);
  EXPECT_LE(count("event: run.delta"), 7U);
  EXPECT_TRUE(shows(std::string(100, 'x')));
}

TEST_F(RunRecorderTest, TheLastPieceArrivesWithoutAnother) {
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    recorder.on_event(delta("a"));
    recorder.on_event(delta("b"));
    EXPECT_EQ(count("event: run.delta"), 1U);
    (void)co_await transport::sleep_for(loop, 25ms);
    EXPECT_EQ(count("event: run.delta"), 2U);
    EXPECT_TRUE(shows("\"text\":\"ab\""));
  });
}

TEST_F(RunRecorderTest, KeepsKindsApart) {
  in_loop([](RunRecorder& recorder) -> Task<void> {
    recorder.on_event(delta("think", DeltaKind::reasoning));
    recorder.on_event(delta("ing", DeltaKind::reasoning));
    recorder.on_event(delta("say"));
    recorder.on_event(delta(" no", DeltaKind::refusal));
    recorder.on_event(delta("other choice", DeltaKind::text, 1));
    recorder.on_event(canonical::End{});
    co_return;
  });
  EXPECT_TRUE(shows("\"reasoning\":\"thinking\""));
  EXPECT_TRUE(shows("\"text\":\"say no\""));
}

TEST_F(RunRecorderTest, RecordsHowItEnded) {
  report.provider = "answerer";
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    clock.advance(40ms);
    recorder.on_event(delta("ok"));
    recorder.on_event(canonical::Notice{{canonical::WarningKind::emulated, "seed", "why"}});
    recorder.on_event(canonical::ChoiceEnd{0, canonical::FinishReason::length, "length"});
    canonical::Usage usage;
    usage.set(canonical::Meter::output, 5);
    recorder.on_event(canonical::UsageUpdate{usage});
    clock.advance(60ms);
    recorder.on_event(canonical::End{usage});
    recorder.settle();
    co_return;
  });
  EXPECT_TRUE(shows(R"("status":"done")"));
  EXPECT_TRUE(shows(R"("provider":"answerer")"));
  EXPECT_TRUE(shows(R"("finish_reason":"length")"));
  EXPECT_TRUE(shows(R"("output":5)"));
  EXPECT_TRUE(shows(R"("timings":{"first_token_ms":40,"total_ms":100})"));
  EXPECT_TRUE(shows(R"("feature":"seed")"));
  EXPECT_EQ(count("event: run.finished"), 1U);
  EXPECT_FALSE(cancel.cancelled());
}

TEST_F(RunRecorderTest, AFailureKeepsTheText) {
  in_loop([](RunRecorder& recorder) -> Task<void> {
    recorder.on_event(delta("a"));
    recorder.on_event(delta("b"));
    recorder.on_event(canonical::Failed{base::Error(base::ErrorKind::truncated, "cut", base::Origin::provider)});
    recorder.on_event(delta("late"));
    co_return;
  });
  EXPECT_TRUE(shows(R"("text":"ab")"));
  EXPECT_TRUE(shows(R"("status":"failed")"));
  EXPECT_TRUE(shows(R"("kind":"truncated")"));
}

TEST_F(RunRecorderTest, StoppingCancelsAndKeepsTheText) {
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    recorder.on_event(delta("a"));
    recorder.on_event(delta("b"));
    recorder.stop();
    EXPECT_TRUE(cancel.cancelled());
    recorder.on_event(canonical::Failed{base::Error(base::ErrorKind::cancelled, "stopped")});
    recorder.settle();
    co_return;
  });
  EXPECT_TRUE(shows(R"("text":"ab")"));
  EXPECT_TRUE(shows(R"("status":"stopped")"));
  EXPECT_EQ(count("event: run.finished"), 1U);
}

TEST_F(RunRecorderTest, ADeletedConversationCancels) {
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    (void)store.remove(started.place.conversation_id);
    recorder.on_event(delta("a"));
    EXPECT_TRUE(cancel.cancelled());
    recorder.settle();
    co_return;
  });
  EXPECT_EQ(count("event: run.finished"), 0U);
}

TEST_F(RunRecorderTest, AnEndlessAnswerIsEnded) {
  in_loop([this](RunRecorder& recorder) -> Task<void> {
    const std::string piece(1024 * 1024, 'x');
    for (int i = 0; i < 6; ++i) {
      recorder.on_event(delta(piece));
      (void)co_await transport::sleep_for(loop, 30ms);
    }
  });
  EXPECT_TRUE(cancel.cancelled());
  EXPECT_TRUE(shows(R"("kind":"request_too_large")"));
}

TEST_F(RunRecorderTest, ARunThatSaysNothingIsAnError) {
  in_loop([](RunRecorder& recorder) -> Task<void> {
    recorder.settle();
    co_return;
  });
  EXPECT_TRUE(shows(R"("kind":"internal")"));
}

TEST_F(RunRecorderTest, AToolCallIsReported) {
  in_loop([](RunRecorder& recorder) -> Task<void> {
    canonical::BlockStart start;
    start.kind = canonical::BlockKind::tool_call;
    start.name = "weather";
    recorder.on_event(start);
    recorder.on_event(canonical::End{});
    co_return;
  });
  EXPECT_TRUE(shows("weather"));
}

}  // namespace
}  // namespace patchbay::admin
