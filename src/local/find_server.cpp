#include "local/find_server.hpp"

#include "transport/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::string_view server_name = "llama-server";
constexpr std::size_t most_output = 64 * 1024;

bool is_program(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed) && ::access(file.c_str(), X_OK) == 0;
}

std::optional<fs::path> search_path_variable(std::string_view folders) {
  while (!folders.empty()) {
    const auto colon = folders.find(':');
    const std::string_view folder = folders.substr(0, colon);
    folders.remove_prefix(colon == std::string_view::npos ? folders.size() : colon + 1);
    if (!folder.starts_with('/')) continue;  // a program from the working directory is nobody's intention
    const fs::path candidate = fs::path(folder) / server_name;
    if (is_program(candidate)) return candidate;
  }
  return std::nullopt;
}

// Reads until the end, the limit in time or the limit in size.
std::string read_output(int file, Clock::time_point until) {
  std::string output;
  std::array<char, 4096> chunk;
  while (output.size() < most_output) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd watched{file, POLLIN, 0};
    if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) <= 0) break;
    const ssize_t length = ::read(file, chunk.data(), chunk.size());
    if (length <= 0) break;
    output.append(chunk.data(), static_cast<std::size_t>(length));
  }
  return output;
}

base::Result<pid_t> spawn_version(const fs::path& server, int output) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  std::string program = server.string();
  std::string flag = "--version";
  std::array<char*, 3> arguments{program.data(), flag.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return base::fail(base::ErrorKind::provider_unreachable, fmt::format("cannot run {}: {}", program, std::strerror(failed)));
  return pid;
}

}  // namespace

base::Result<fs::path> find_server(const ServerSearch& search) {
  if (!search.configured.empty()) {
    const fs::path configured = fs::absolute(search.configured);
    if (is_program(configured)) return configured;
    return base::fail(
        base::ErrorKind::provider_unreachable,
        fmt::format("llama_server = \"{}\" is not an executable file: correct the path, or remove the line to use llama-server from PATH",
                    search.configured));
  }
  if (auto found = search_path_variable(search.path_variable)) return *found;
  const fs::path own = search.home / "bin" / server_name;
  if (is_program(own)) return fs::absolute(own);
  return base::fail(
      base::ErrorKind::provider_unreachable,
      fmt::format("llama-server was not found on PATH or at {}: install llama.cpp, or set llama_server in the provider's table",
                  own.string()));
}

base::Result<std::string> probe_server_version(const fs::path& server, std::chrono::milliseconds limit) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return base::fail(base::ErrorKind::internal, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const transport::UniqueFd reading(ends[0]);
  transport::UniqueFd writing(ends[1]);
  const auto pid = spawn_version(server, writing.get());
  writing.reset();
  if (!pid) return std::unexpected(pid.error());
  const std::string output = read_output(reading.get(), Clock::now() + limit);
  ::kill(*pid, SIGKILL);  // our own child, not yet waited for: it has either ended or must
  int status = 0;
  while (::waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (std::string version = version_in(output); !version.empty()) return version;
  return base::fail(base::ErrorKind::provider_unreachable, fmt::format("{} --version gave no version", server.string()));
}

std::string version_in(std::string_view output) {
  constexpr std::string_view mark = "version:";
  auto at = output.find(mark);
  while (at != std::string_view::npos && at != 0 && output[at - 1] != '\n') at = output.find(mark, at + 1);
  if (at == std::string_view::npos) return {};
  std::string_view line = output.substr(at + mark.size());
  line = line.substr(0, line.find('\n'));
  const auto first = line.find_first_not_of(" \t");
  const auto last = line.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? std::string{} : std::string(line.substr(first, last - first + 1));
}

}  // namespace patchbay::local
