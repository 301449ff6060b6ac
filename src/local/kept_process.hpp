// llama-server below its keeper, as the supervisor's thread sees it: started, ended, all gone.
#pragma once

#include "base/result.hpp"
#include "local/keeper.hpp"
#include "transport/event_loop.hpp"
#include "transport/unique_fd.hpp"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::local {

struct KeptCommand {
  std::string keeper_program = "/proc/self/exe";  // something whose main() calls run_as_keeper()
  std::vector<std::string> command;               // program, as a path, and arguments
  std::vector<std::string> environment;           // NAME=value, all of it
  std::chrono::milliseconds grace{2000};          // between SIGTERM and SIGKILL
};

// Owns the keeper's socket; whatever happens to the owner, the processes end. One loop's thread, which must not be running other code that
// waits for any child (waitpid(-1)); this one waits for the keeper's pid only.
class KeptProcess final : private transport::PollTarget {
 public:
  // `on_news` is called on the loop's thread, during dispatch: it may wake a Waiter and nothing more. Everything the process writes goes to
  // `output`. Errors: internal, with the system's word.
  static base::Result<std::unique_ptr<KeptProcess>> start(transport::EventLoop& loop, const KeptCommand& command, int output,
                                                          std::function<void()> on_news);
  KeptProcess(const KeptProcess&) = delete;
  KeptProcess& operator=(const KeptProcess&) = delete;
  ~KeptProcess();  // asks to end, and does not wait unless everything is gone

  [[nodiscard]] pid_t pid() const { return pid_; }                                // of the command; 0 until it runs
  [[nodiscard]] const std::optional<KeeperMessage>& end() const { return end_; }  // how the command ended
  [[nodiscard]] bool gone() const { return gone_; }                               // keeper and everything below it have exited
  void ask_to_end();                                                              // the whole tree; idempotent
  void kill_keeper();                                                             // when it does not react: SIGKILL, once, to the keeper

 private:
  KeptProcess(transport::EventLoop& loop, transport::UniqueFd socket, pid_t keeper, std::function<void()> on_news);
  void on_events(std::uint32_t events) override;
  void read_messages();
  bool read_available();
  void note(const KeeperMessage& message);
  void reap();
  void close_socket();

  transport::EventLoop& loop_;
  transport::UniqueFd socket_;
  std::function<void()> on_news_;
  std::string unread_;
  std::optional<KeeperMessage> end_;
  pid_t keeper_;
  pid_t pid_ = 0;
  bool gone_ = false;
};

// "ended with code 1", "was killed by signal 9 (Killed)", "cannot be executed: No such file or directory".
std::string describe(const KeeperMessage& end);

}  // namespace patchbay::local
