// What makes sure that nothing is left behind? The keeper: a small process between patchbay and llama-server, the same executable started
// again with hidden arguments. It outlives a killed patchbay by seconds, which no code inside patchbay could.
//
//   patchbay ──socket──▶ keeper ──▶ llama-server (router) ──▶ llama-server (one a model)
//
// The keeper is the subreaper of all below it, so that whatever loses its parent becomes the keeper's child and is found. It ends when
//   - patchbay closes the socket, or is gone (its process is watched too, so that a stray copy of the socket cannot hide its death),
//   - SIGTERM, SIGINT or SIGHUP reaches the keeper itself, or
//   - llama-server ends by itself;
// then everything below it gets SIGTERM, after `grace` SIGKILL, again and again until nothing is left, and then the keeper exits. If the
// keeper itself is killed with SIGKILL, the kernel kills llama-server (PR_SET_PDEATHSIG), and its model processes end on their closed
// input. Only processes that descend from the keeper are ever signalled.
//
// Single-threaded, allocates little, writes nothing but messages on the socket. Standard output and error are the engine's log file.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

inline constexpr std::string_view keeper_argument = "__keeper";
inline constexpr int keeper_socket = 3;  // the file descriptor that the keeper speaks on

// What main() does first: if these are a keeper's arguments, be the keeper until its end and return the exit code; else nullopt.
//   PROGRAM __keeper PARENT_PID GRACE_MILLISECONDS COMMAND [ARGUMENT...]
std::optional<int> run_as_keeper(int argument_count, char* const* arguments);

// The keeper's arguments, for run_as_keeper() in the new process.
std::vector<std::string> keeper_arguments(const std::string& program, pid_t parent, std::chrono::milliseconds grace,
                                          const std::vector<std::string>& command);

// What the keeper reports on the socket, one line each. `ended` is final for the command; the closed socket is final for everything below.
struct KeeperMessage {
  enum class Kind { started, not_executable, ended };
  Kind kind = Kind::started;
  pid_t pid = 0;         // started
  int error_number = 0;  // not_executable: errno of exec
  int exit_code = 0;     // ended, when signal is 0
  int signal = 0;        // ended by this signal
};

std::string to_line(const KeeperMessage& message);  // with its newline
std::optional<KeeperMessage> keeper_message(std::string_view line);

}  // namespace patchbay::local
