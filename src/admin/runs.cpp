#include "admin/runs.hpp"

#include "transport/one_shot.hpp"

#include <chrono>
#include <variant>
#include <vector>

namespace patchbay::admin {
namespace {

constexpr std::chrono::seconds stop_limit{2};

// The part before the slash, if it is a provider.
std::string_view provider_in(std::string_view model, const config::Snapshot& snapshot) {
  const std::string_view prefix = model.substr(0, model.find('/'));
  return prefix.size() < model.size() && snapshot.find_provider(prefix) != nullptr ? prefix : std::string_view();
}

}  // namespace

Runs::Runs(ConversationStore& store, const base::Clock& clock, ChatRunner runner)
    : store_(store), clock_(clock), runner_(std::move(runner)) {}

base::Result<void> Runs::make_room() const {
  const std::lock_guard lock(mutex_);
  if (stopping_) return base::fail(base::ErrorKind::overloaded, "the server is shutting down");
  if (runs_.size() >= max_runs)
    return base::fail(base::ErrorKind::overloaded, "too many answers are being written at once; wait for one to end");
  return {};
}

base::Result<StartedRun> Runs::start(gateway::WorkerContext& worker, const RunRequest& request) {
  if (auto room = make_room(); !room) return base::fail(room.error());
  const std::shared_ptr<gateway::WorkerSnapshot> snapshot = worker.snapshot();
  auto started = store_.start(request, provider_in(request.model, snapshot->config()));
  if (!started) return started;
  auto run = std::make_shared<Run>();
  run->mailbox = worker.loop().mailbox();
  const bool too_late = enter(started->place.run_id, run);
  if (!worker.background().spawn(execute(worker, *started, run))) {
    forget(started->place.run_id);
    RunOutcome outcome;
    outcome.status = MessageStatus::stopped;
    (void)store_.finish(started->place, std::move(outcome));
  }
  if (too_late && run->recorder != nullptr) run->recorder->stop();
  return started;
}

// True: stop_all() was called meanwhile, and did not see this one.
bool Runs::enter(const std::string& run_id, std::shared_ptr<Run> run) {
  const std::lock_guard lock(mutex_);
  runs_.emplace(run_id, std::move(run));
  return stopping_;
}

transport::Task<void> Runs::execute(gateway::WorkerContext& worker, StartedRun started, std::shared_ptr<Run> run) {
  transport::CancelSource cancel;
  gateway::RunReport report;
  RunRecorder recorder(worker.loop(), store_, clock_, started.place, report, cancel);
  run->recorder = &recorder;
  co_await runner_(worker, started.request, recorder, report, cancel.token());
  recorder.settle();
  run->recorder = nullptr;
  forget(started.place.run_id);
}

transport::Task<base::Result<void>> Runs::stop(transport::EventLoop& loop, std::string run_id) {
  const std::shared_ptr<Run> run = find(run_id);
  if (run == nullptr) co_return base::fail(base::ErrorKind::not_found, "there is no such run under way", base::Origin::client);
  transport::OneShot<std::monostate> done(loop);
  run->mailbox->post([run, sender = done.sender()] {
    if (run->recorder != nullptr) run->recorder->stop();
    sender.set({});
  });
  (void)co_await done.wait_until(loop.tick_after(stop_limit), transport::CancelToken());  // a worker that is late stops it a moment later
  co_return base::Result<void>();
}

void Runs::stop_all() {
  std::vector<std::shared_ptr<Run>> all;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [id, run] : runs_) all.push_back(run);
  }
  for (const auto& run : all)
    run->mailbox->post([run] {
      if (run->recorder != nullptr) run->recorder->stop();
    });
}

std::shared_ptr<Runs::Run> Runs::find(std::string_view run_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(run_id);
  return found == runs_.end() ? nullptr : found->second;
}

void Runs::forget(const std::string& run_id) {
  const std::lock_guard lock(mutex_);
  runs_.erase(run_id);
}

std::size_t Runs::size() const {
  const std::lock_guard lock(mutex_);
  return runs_.size();
}

}  // namespace patchbay::admin
