// Which runs are under way? A run (one generation) belongs to the server: it goes on when the tab closes, and ends when its provider has
// ended, when somebody stops it, or with the server.
#pragma once

#include "admin/chat_runner.hpp"
#include "admin/conversation_store.hpp"
#include "admin/run_recorder.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "gateway/worker_context.hpp"
#include "transport/event_loop.hpp"
#include "transport/task.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace patchbay::admin {

inline constexpr std::size_t max_runs = 64;  // at once

// Thread-safe. A run lives on the worker that started it, in its background scope; what this refers to outlives the workers.
class Runs {
 public:
  Runs(ConversationStore& store, const base::Clock& clock, ChatRunner runner);

  // On the worker's loop. Errors: those of ConversationStore::start; overloaded (too many runs, or shutting down).
  base::Result<StartedRun> start(gateway::WorkerContext& worker, const RunRequest& request);
  // From any worker's loop: returns once the message is closed, which is at once (at most 2 s on a worker that is busy). not_found: no such
  // run is under way.
  transport::Task<base::Result<void>> stop(transport::EventLoop& loop, std::string run_id);
  // Stops all and takes no new ones. Any thread; does not wait.
  void stop_all();
  [[nodiscard]] std::size_t size() const;

 private:
  // `recorder` belongs to the loop of the mailbox: null once the run has ended.
  struct Run {
    std::shared_ptr<transport::LoopMailbox> mailbox;
    RunRecorder* recorder = nullptr;
  };
  transport::Task<void> execute(gateway::WorkerContext& worker, StartedRun started, std::shared_ptr<Run> run);
  base::Result<void> make_room() const;
  bool enter(const std::string& run_id, std::shared_ptr<Run> run);
  std::shared_ptr<Run> find(std::string_view run_id) const;
  void forget(const std::string& run_id);

  ConversationStore& store_;
  const base::Clock& clock_;
  ChatRunner runner_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Run>, std::less<>> runs_;
  bool stopping_ = false;
};

}  // namespace patchbay::admin
