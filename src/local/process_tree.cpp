#include "local/process_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace patchbay::local {
namespace {

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The blank-separated field number `wanted` (from 0).
std::string_view field(std::string_view text, int wanted) {
  for (; wanted > 0; --wanted) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {};
    text.remove_prefix(blank + 1);
  }
  return text.substr(0, text.find_first_of(" \n"));
}

std::vector<ProcessEntry> all_processes() {
  struct Close {
    void operator()(DIR* open) const { ::closedir(open); }
  };
  std::vector<ProcessEntry> all;
  const std::unique_ptr<DIR, Close> proc(::opendir("/proc"));
  if (!proc) return all;
  while (const dirent* entry = ::readdir(proc.get()))
    if (const auto pid = number_in<pid_t>(entry->d_name))
      if (const auto found = inspect_process(*pid)) all.push_back(*found);
  return all;
}

}  // namespace

std::optional<ProcessEntry> parse_process_stat(std::string_view line) {
  constexpr int state_field = 0;
  constexpr int parent_field = 1;
  constexpr int start_field = 19;
  const auto open = line.find(" (");
  const auto close = line.rfind(") ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const std::string_view rest = line.substr(close + 2);
  const auto pid = number_in<pid_t>(line.substr(0, open));
  const auto parent = number_in<pid_t>(field(rest, parent_field));
  const auto started = number_in<unsigned long long>(field(rest, start_field));
  const std::string_view state = field(rest, state_field);
  if (!pid || !parent || !started || state.size() != 1) return std::nullopt;
  return ProcessEntry{*pid, *parent, state[0], *started};
}

std::optional<ProcessEntry> inspect_process(pid_t pid) {
  const int file = ::open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::array<char, 1024> text;
  const ssize_t length = ::read(file, text.data(), text.size());
  ::close(file);
  if (length <= 0) return std::nullopt;
  return parse_process_stat({text.data(), static_cast<std::size_t>(length)});
}

std::vector<ProcessEntry> descendants_of(pid_t ancestor) {
  std::unordered_multimap<pid_t, ProcessEntry> by_parent;
  for (const ProcessEntry& process : all_processes()) by_parent.emplace(process.parent, process);
  std::vector<ProcessEntry> found;
  std::unordered_set<pid_t> seen{ancestor};
  std::vector<pid_t> to_visit{ancestor};
  while (!to_visit.empty()) {
    const auto [first, last] = by_parent.equal_range(to_visit.back());
    to_visit.pop_back();
    for (auto child = first; child != last; ++child) {
      if (!seen.insert(child->second.pid).second) continue;
      to_visit.push_back(child->second.pid);
      if (child->second.state != 'Z') found.push_back(child->second);
    }
  }
  return found;
}

Signalled signal_process(const ProcessEntry& target, int signal) {
  const int pinned = static_cast<int>(::syscall(SYS_pidfd_open, target.pid, 0));
  if (pinned < 0) return Signalled::already_gone;
  const auto now = inspect_process(target.pid);
  const bool same = now && now->started == target.started;
  const bool sent = same && ::syscall(SYS_pidfd_send_signal, pinned, signal, nullptr, 0) == 0;
  ::close(pinned);
  return sent ? Signalled::sent : Signalled::already_gone;
}

}  // namespace patchbay::local
