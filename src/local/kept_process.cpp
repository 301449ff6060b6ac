#include "local/kept_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace patchbay::local {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

class SpawnSetting {
 public:
  SpawnSetting() {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnSetting(const SpawnSetting&) = delete;
  SpawnSetting& operator=(const SpawnSetting&) = delete;
  ~SpawnSetting() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // A session of its own, so that a terminal's signals do not reach it; signals as a new program expects them.
  void detach() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  void give(int socket, int output) {
    ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, socket, keeper_socket);
  }
  int spawn(pid_t& pid, const std::string& program, std::vector<std::string> arguments, std::vector<std::string> environment) {
    return ::posix_spawn(&pid, program.c_str(), &files_, &attributes_, pointers(arguments).data(), pointers(environment).data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

base::Error failed(std::string_view what, int error_number) {
  return {base::ErrorKind::internal, fmt::format("cannot {}: {}", what, std::strerror(error_number))};
}

// Descriptors 0 to 3 are where the child's go: ours must not be among them while they are copied one after the other.
base::Result<transport::UniqueFd> above_standard(int descriptor) {
  transport::UniqueFd moved(::fcntl(descriptor, F_DUPFD_CLOEXEC, keeper_socket + 1));
  if (!moved.valid()) return base::fail(failed("copy a descriptor", errno));
  return moved;
}

}  // namespace

base::Result<std::unique_ptr<KeptProcess>> KeptProcess::start(transport::EventLoop& loop, const KeptCommand& command, int output,
                                                              std::function<void()> on_news) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
    return base::fail(failed("make a socket pair", errno));
  transport::UniqueFd ours(ends[0]);
  const transport::UniqueFd theirs(ends[1]);
  const auto socket = above_standard(theirs.get());
  const auto log = above_standard(output);
  if (!socket || !log) return std::unexpected((!socket ? socket : log).error());
  SpawnSetting setting;
  setting.detach();
  setting.give(socket->get(), log->get());
  pid_t keeper = -1;
  const int error = setting.spawn(keeper, command.keeper_program, keeper_arguments("patchbay", ::getpid(), command.grace, command.command),
                                  command.environment);
  if (error != 0) return base::fail(failed("start the keeper of llama-server", error));
  return std::unique_ptr<KeptProcess>(new KeptProcess(loop, std::move(ours), keeper, std::move(on_news)));
}

KeptProcess::KeptProcess(transport::EventLoop& loop, transport::UniqueFd socket, pid_t keeper, std::function<void()> on_news)
    : loop_(loop), socket_(std::move(socket)), on_news_(std::move(on_news)), keeper_(keeper) {
  loop_.watch(socket_.get(), *this);
}

KeptProcess::~KeptProcess() {
  close_socket();
  int status = 0;
  if (!gone_) ::waitpid(keeper_, &status, WNOHANG);
}

void KeptProcess::ask_to_end() {
  if (socket_.valid()) ::shutdown(socket_.get(), SHUT_WR);
}

void KeptProcess::kill_keeper() {
  if (!gone_) ::kill(keeper_, SIGKILL);  // our child until it is waited for, so the pid is still its own
}

void KeptProcess::on_events(std::uint32_t /*events*/) {
  read_messages();
  on_news_();
}

void KeptProcess::read_messages() {
  const bool closed = read_available();
  for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
    if (const auto message = keeper_message(std::string_view(unread_).substr(0, end))) note(*message);
    unread_.erase(0, end + 1);
  }
  if (closed) reap();
}

// True when the keeper has closed its end.
bool KeptProcess::read_available() {
  std::array<char, 512> chunk;
  while (true) {
    const ssize_t length = ::read(socket_.get(), chunk.data(), chunk.size());
    if (length > 0) unread_.append(chunk.data(), static_cast<std::size_t>(length));
    if (length < 0 && errno == EAGAIN) return false;
    if (length == 0 || (length < 0 && errno != EINTR)) return true;
  }
}

void KeptProcess::note(const KeeperMessage& message) {
  if (message.kind == KeeperMessage::Kind::started)
    pid_ = message.pid;
  else if (!end_)
    end_ = message;  // a failed exec says so before it ends with a code
}

void KeptProcess::close_socket() {
  if (socket_.valid()) loop_.forget(socket_.get(), *this);
  socket_.reset();
}

// Nothing but the keeper's exit closes its end of the socket, so that this wait is for an instant.
void KeptProcess::reap() {
  close_socket();
  int status = 0;
  while (::waitpid(keeper_, &status, 0) < 0 && errno == EINTR) {
  }
  gone_ = true;
  if (end_) return;
  KeeperMessage lost;
  lost.kind = KeeperMessage::Kind::ended;
  lost.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  lost.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  end_ = lost;
}

std::string describe(const KeeperMessage& end) {
  switch (end.kind) {
    case KeeperMessage::Kind::started: return "runs";
    case KeeperMessage::Kind::not_executable: return fmt::format("cannot be executed: {}", std::strerror(end.error_number));
    case KeeperMessage::Kind::ended: break;
  }
  if (end.signal != 0) return fmt::format("was killed by signal {} ({})", end.signal, ::strsignal(end.signal));
  return fmt::format("ended with code {}", end.exit_code);
}

}  // namespace patchbay::local
