// A chat through the gateway's own path over a scripted transport: every operation fails once, and the caller always gets one ending.
#include "gateway/run_chat.hpp"

#include "canonical/accumulator.hpp"
#include "canonical/event_validator.hpp"
#include "config/parse.hpp"
#include "gateway/model_directory.hpp"
#include "support/fake_transport.hpp"
#include "transport/block_on.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

using base::ErrorKind;
using test::FakeAnswer;
using test::FakeStep;

class LoopClock final : public base::Clock {
 public:
  explicit LoopClock(const transport::EventLoop& loop) : loop_(loop) {}
  base::SteadyTime steady() const override { return loop_.now(); }
  base::WallTime wall() const override { return {}; }

 private:
  const transport::EventLoop& loop_;
};

class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    for (auto& each : out) each = std::byte{next_++};
  }

 private:
  unsigned char next_ = 0;
};

class NoSink final : public telemetry::LineSink {
 public:
  void write_line(std::string_view) noexcept override {}
};

// Keeps the answer, and complains about events out of order.
class StrictSink final : public canonical::EventSink {
 public:
  void on_event(const canonical::Event& event) override {
    if (auto violation = validator_.check(event)) ADD_FAILURE() << *violation;
    accumulator_.on_event(event);
    if (std::holds_alternative<canonical::End>(event) || std::holds_alternative<canonical::Failed>(event)) ++endings;
  }
  base::Result<canonical::Response> take() { return accumulator_.take(); }
  int endings = 0;

 private:
  canonical::EventValidator validator_;
  canonical::Accumulator accumulator_;
};

config::SnapshotPointer snapshot_of(std::string text) {
  const std::array<config::SourceFile, 1> files = {config::SourceFile{"patchbay.toml", std::move(text)}};
  return config::parse(files).snapshot;
}

constexpr const char* configuration = R"(
[server]
detect = false
[providers.mock]
kind = "openai-compatible"
base_url = "http://127.0.0.1:1/v1"
models = ["m"]
)";

struct Stage {
  transport::EventLoop loop{transport::LoopTime::simulated};
  test::FakeTransport upstream{loop};
  LoopClock clock{loop};
  CountingRandom random;
  NoSink sink;
  telemetry::Logger log{sink, clock};
  telemetry::Metrics metrics{{"test", {}, {}}, {}};
  secrets::Resolver secrets{log};
  Published<config::Snapshot> published{snapshot_of(configuration)};
  ModelDirectory models;
  std::atomic<std::int64_t> buffered = 0;
  Services services{clock, random, log, metrics, secrets, published, models, nullptr, {}, "test", 0, &buffered};
  WorkerContext worker{services, loop, upstream};

  Stage() { models.settle(*published.current(), nullptr); }

  base::Result<canonical::Response> ask(StrictSink& events, transport::CancelToken token = {}, std::string_view model = "mock/m") {
    canonical::Request request;
    request.model = model;
    request.delivery = canonical::Delivery::stream;
    canonical::Message& message = request.messages.emplace_back();
    message.parts.emplace_back(canonical::TextPart{"hi", {}});
    RunReport report;
    transport::block_on(loop, run_chat(worker, request, events, report, token));
    transport::block_on(loop, worker.background().join());
    EXPECT_EQ(events.endings, 1);
    EXPECT_EQ(upstream.open_responses(), 0u);
    return events.take();
  }
};

std::string chunk(std::string_view delta, std::string_view finish = "null") {
  return fmt::format("data: {{\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{{\"index\":0,\"delta\":{},\"finish_reason\":{}}}]}}\n\n", delta,
                     finish);
}

FakeAnswer good_answer() {
  return FakeAnswer(200, {FakeStep(chunk(R"({"role":"assistant","content":"Hel"})")), FakeStep(chunk(R"({"content":"lo"})")),
                          FakeStep(chunk("{}", "\"stop\"") + "data: [DONE]\n\n")});
}

TEST(RunChat, GivesTheAnswerAndOneEnding) {
  Stage stage;
  stage.upstream.add(good_answer());
  StrictSink events;
  const auto answer = stage.ask(events);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(std::get<canonical::TextPart>(answer->choices[0].message.parts[0].content).text, "Hello");
  EXPECT_EQ(stage.upstream.requests()[0].target, "/v1/chat/completions");
}

// The failure of any operation ends in a truthful error, or is made good by the one repeat that the table of conduct allows.
TEST(RunChat, SurvivesTheFailureOfEveryOperation) {
  for (std::size_t n = 1; n < 20; ++n) {
    Stage stage;
    stage.upstream.add(good_answer());
    stage.upstream.add(good_answer());
    stage.upstream.fail_operation(n, base::Error(ErrorKind::provider_unreachable, "reset", base::Origin::provider));
    StrictSink events;
    const auto answer = stage.ask(events);
    if (answer) {
      EXPECT_EQ(std::get<canonical::TextPart>(answer->choices[0].message.parts[0].content).text, "Hello") << n;
    } else {
      EXPECT_EQ(answer.error().kind, ErrorKind::provider_unreachable) << n;
    }
    if (stage.upstream.operations() < n) return;  // nothing failed any more: every operation has had its turn
  }
  FAIL() << "the loop did not reach a run without a failure";
}

TEST(RunChat, AFinishedAnswerIsWholeWithoutItsTerminator) {
  Stage stage;
  stage.upstream.add(FakeAnswer(200, {FakeStep(chunk(R"({"content":"x"})", "\"stop\""))}));
  StrictSink events;
  EXPECT_TRUE(stage.ask(events));
}

TEST(RunChat, ACutAnswerIsTruncated) {
  Stage stage;
  stage.upstream.add(FakeAnswer(200, {FakeStep(chunk(R"({"content":"x"})"))}));
  StrictSink events;
  const auto answer = stage.ask(events);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::truncated);
}

TEST(RunChat, ProvidersErrorsAreRepeatedOnceAndThenTold) {
  Stage stage;
  stage.upstream.answer_with(
      [](const test::FakeRequest&) { return FakeAnswer(503, {FakeStep(std::string(R"({"error":{"message":"busy"}})"))}); });
  StrictSink events;
  const auto answer = stage.ask(events);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::overloaded);
  EXPECT_EQ(stage.upstream.requests().size(), 2u);
}

TEST(RunChat, RefusalsAreNotRepeated) {
  Stage stage;
  stage.upstream.answer_with(
      [](const test::FakeRequest&) { return FakeAnswer(401, {FakeStep(std::string(R"({"error":{"message":"key"}})"))}); });
  StrictSink events;
  EXPECT_EQ(stage.ask(events).error().kind, ErrorKind::provider_authentication);
  EXPECT_EQ(stage.upstream.requests().size(), 1u);
}

TEST(RunChat, AnUnknownModelAsksNobody) {
  Stage stage;
  StrictSink events;
  EXPECT_EQ(stage.ask(events, {}, "mock/other").error().kind, ErrorKind::model_not_found);
  EXPECT_TRUE(stage.upstream.requests().empty());
}

TEST(RunChat, ACancelledRunEndsAsCancelled) {
  Stage stage;
  FakeAnswer slow(200, {FakeStep(chunk(R"({"content":"x"})")), FakeStep(base::Milliseconds(5000)), FakeStep(chunk("{}", "\"stop\""))});
  stage.upstream.add(std::move(slow));
  transport::CancelSource source;
  source.cancel(base::Error(ErrorKind::cancelled, "stop"));
  StrictSink events;
  EXPECT_EQ(stage.ask(events, source.token()).error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace patchbay::gateway
