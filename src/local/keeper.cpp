#include "local/keeper.hpp"

#include "local/process_tree.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay::local {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kill_again_after{20};
constexpr int usage_error = 2;
constexpr int cannot_execute = 127;

struct Arguments {
  pid_t parent = 0;
  milliseconds grace{0};
  char* const* command = nullptr;
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<Arguments> parse(int count, char* const* arguments) {
  if (count < 5) return std::nullopt;
  const auto parent = number(arguments[2]);
  const auto grace = number(arguments[3]);
  if (!parent || !grace) return std::nullopt;
  return Arguments{*parent, milliseconds(*grace), arguments + 4};
}

void send(const KeeperMessage& message) {
  const std::string line = to_line(message);
  // A parent that is gone is noticed by the poll loop, not here.
  (void)::send(keeper_socket, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// If memory runs out the engine goes first, not the gateway. Raising one's own score needs no privilege.
void volunteer_for_out_of_memory() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, "500", 3);
  ::close(file);
}

[[noreturn]] void become(char* const* command, pid_t keeper, const sigset_t& signals) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != keeper) ::_exit(cannot_execute);
  volunteer_for_out_of_memory();
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  ::execv(command[0], command);
  KeeperMessage failed;
  failed.kind = KeeperMessage::Kind::not_executable;
  failed.error_number = errno;
  send(failed);
  ::_exit(cannot_execute);
}

class Keeper {
 public:
  explicit Keeper(const Arguments& arguments) : arguments_(arguments) {}

  int run() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    close_inherited_files();
    sigset_t before;
    if (!take_signals(before)) return usage_error;
    if (!watch_parent()) return 0;
    const pid_t keeper = ::getpid();
    child_ = ::fork();
    if (child_ == 0) become(arguments_.command, keeper, before);
    if (child_ < 0) return usage_error;
    KeeperMessage started;
    started.pid = child_;
    send(started);
    while (something_lives()) wait_for_news();
    return 0;
  }

 private:
  enum class Phase { running, asked, killing };

  static void close_inherited_files() {
    ::fcntl(keeper_socket, F_SETFD, FD_CLOEXEC);
    ::syscall(SYS_close_range, keeper_socket + 1, ~0U, 0U);
  }

  bool take_signals(sigset_t& before) {
    sigset_t watched;
    sigemptyset(&watched);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&watched, signal);
    if (::sigprocmask(SIG_BLOCK, &watched, &before) != 0) return false;
    signals_ = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    return signals_ >= 0;
  }

  // False if the parent has died already, or its process cannot be watched.
  bool watch_parent() {
    parent_ = static_cast<int>(::syscall(SYS_pidfd_open, arguments_.parent, 0));
    return parent_ >= 0 && ::getppid() == arguments_.parent;
  }

  // Reaps what has ended. False once no child is left; as all orphans below become children of the keeper, nothing is left then.
  bool something_lives() {
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0)
      if (ended == child_) report_end(status);
    return ended == 0 || errno != ECHILD;
  }

  void report_end(int status) {
    KeeperMessage message;
    message.kind = KeeperMessage::Kind::ended;
    message.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    message.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    send(message);
    ask_all_to_end();
  }

  void wait_for_news() {
    std::array<pollfd, 3> watched{pollfd{signals_, POLLIN, 0}, pollfd{phase_ == Phase::running ? keeper_socket : -1, POLLIN, 0},
                                  pollfd{phase_ == Phase::running ? parent_ : -1, POLLIN, 0}};
    ::poll(watched.data(), watched.size(), milliseconds_to_wait());
    const bool told = watched[0].revents != 0 && drain_signals();
    if (told || watched[1].revents != 0 || watched[2].revents != 0) ask_all_to_end();
    if (phase_ == Phase::asked && Clock::now() >= kill_at_) phase_ = Phase::killing;
    if (phase_ == Phase::killing) signal_all(SIGKILL);
  }

  int milliseconds_to_wait() const {
    if (phase_ == Phase::running) return -1;
    if (phase_ == Phase::killing) return static_cast<int>(kill_again_after.count());
    const auto left = std::chrono::ceil<milliseconds>(kill_at_ - Clock::now()).count();
    return static_cast<int>(std::max<long long>(left, 0));
  }

  // True if somebody asked the keeper itself to end.
  bool drain_signals() const {
    bool told = false;
    signalfd_siginfo info;
    while (::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) told = told || info.ssi_signo != SIGCHLD;
    return told;
  }

  void ask_all_to_end() {
    if (phase_ != Phase::running) return;
    phase_ = Phase::asked;
    kill_at_ = Clock::now() + arguments_.grace;
    signal_all(SIGTERM);
  }

  static void signal_all(int signal) {
    for (const ProcessEntry& process : descendants_of(::getpid())) signal_process(process, signal);
  }

  Arguments arguments_;
  Phase phase_ = Phase::running;
  Clock::time_point kill_at_;
  pid_t child_ = -1;
  int signals_ = -1;
  int parent_ = -1;
};

}  // namespace

std::optional<int> run_as_keeper(int argument_count, char* const* arguments) {
  if (argument_count < 2 || arguments[1] != keeper_argument) return std::nullopt;
  const auto parsed = parse(argument_count, arguments);
  if (!parsed) return usage_error;
  return Keeper(*parsed).run();
}

}  // namespace patchbay::local
