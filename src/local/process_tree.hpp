// Which processes descend from this one, and how is one of them signalled without ever hitting a stranger? For the keeper, which as child
// subreaper is an ancestor of everything that was started below it, however often that forked. Linux only (/proc, pidfd).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

namespace patchbay::local {

// A process at one moment. A pid alone may be used again for another process; pid and start time together are not.
struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';                // as in proc(5): R, S, D, Z, ...
  unsigned long long started = 0;  // clock ticks since boot
};

// One line of /proc/PID/stat. The command in it may hold blanks and parentheses. nullopt: not such a line.
std::optional<ProcessEntry> parse_process_stat(std::string_view line);

// The process as it is now; nullopt when there is none.
std::optional<ProcessEntry> inspect_process(pid_t pid);

// All living descendants of `ancestor` (zombies left out), found by one pass over /proc. A process that forks during the pass may be
// missed: callers repeat until nothing is left.
std::vector<ProcessEntry> descendants_of(pid_t ancestor);

enum class Signalled { sent, already_gone };

// Sends `signal` to exactly this process: the pid is pinned first and then compared with `target`.
Signalled signal_process(const ProcessEntry& target, int signal);

}  // namespace patchbay::local
