// Everything that the administration API stands on, with a runner that does what the test says.
#pragma once

#include "admin/admin.hpp"
#include "admin/page.hpp"
#include "gateway/model_directory.hpp"
#include "support/fake_transport.hpp"
#include "unit/admin/stand_ins.hpp"
#include "unit/transport/loopback.hpp"

#include <deque>
#include <mutex>
#include <string>

namespace patchbay::admin::test {

// Plays each run by its last message: "say TEXT" answers TEXT, "fail" fails, "wait" says "waiting" and goes on until it is cancelled.
class ScriptedRunner {
 public:
  [[nodiscard]] ChatRunner runner() {
    return [this](gateway::WorkerContext& worker, const canonical::Request& request, canonical::EventSink& sink, gateway::RunReport& report,
                  transport::CancelToken token) { return run(worker, request, sink, report, token); };
  }
  [[nodiscard]] int cancelled() const { return cancelled_; }

 private:
  transport::Task<void> run(gateway::WorkerContext& worker, const canonical::Request& request, canonical::EventSink& sink,
                            gateway::RunReport& report, transport::CancelToken token) {
    const std::string prompt = std::get<canonical::TextPart>(request.messages.back().parts.front().content).text;
    report.provider = "scripted";
    sink.on_event(canonical::MessageStart{});
    if (prompt == "fail") {
      const base::Error error(base::ErrorKind::provider_unreachable, "nobody is there", base::Origin::provider);
      sink.on_event(canonical::Failed{error});
      co_return;
    }
    if (prompt == "wait") {
      sink.on_event(canonical::BlockDelta{0, 0, canonical::DeltaKind::text, "waiting"});
      transport::Waiter waiter(worker.loop(), token, worker.loop().tick_after(patchbay::test::patience));
      const transport::WakeReason reason = co_await waiter;
      if (reason == transport::WakeReason::cancelled) ++cancelled_;
      sink.on_event(canonical::Failed{token.reason()});
      co_return;
    }
    (void)co_await transport::sleep_for(worker.loop(), std::chrono::milliseconds(1), token);
    sink.on_event(canonical::BlockDelta{0, 0, canonical::DeltaKind::text, prompt.substr(prompt.find(' ') + 1)});
    sink.on_event(canonical::ChoiceEnd{0, canonical::FinishReason::stop, "stop"});
    sink.on_event(canonical::End{});
  }
  std::atomic<int> cancelled_ = 0;
};

class NoLog final : public telemetry::LineSink {
 public:
  void write_line(std::string_view) noexcept override {}
};

// Shared by all workers of a test.
struct AdminWorld {
  TestClock clock;
  CountingRandom random;
  NoLog no_log;
  telemetry::Logger log{no_log, clock};
  telemetry::Metrics metrics{{}, base::WallTime()};
  secrets::Resolver secrets{log};
  gateway::Published<config::Snapshot> configuration{std::make_shared<config::Snapshot>()};
  gateway::ModelDirectory models;
  gateway::Services services{clock, random, log, metrics, secrets, configuration, models, nullptr, {}, "0.1.0", 0, nullptr};
  auth::Sessions sessions{random, clock, {}};
  ScriptedRunner script;
  Admin admin{services, sessions, script.runner()};
};

// One worker: what the composition root does with these paths.
class AdminHandler final : public transport::Handler {
 public:
  AdminHandler(AdminWorld& world, transport::EventLoop& loop) : world_(world), upstream_(loop), worker_(world.services, loop, upstream_) {}
  transport::Task<void> handle(transport::ServerExchange& exchange) override {
    if (is_admin_path(exchange.head().path))
      co_await world_.admin.handle(worker_, exchange);
    else if (exchange.head().path == "/login")
      co_await world_.admin.log_in(exchange);
    else
      co_await serve_page(exchange);
  }
  transport::Task<void> drain() override { return worker_.background().join(); }

 private:
  AdminWorld& world_;
  patchbay::test::FakeTransport upstream_;
  gateway::WorkerContext worker_;
};

}  // namespace patchbay::admin::test
