// What did llama-server say? Its standard output and error go to one file that doctor points at. Bounded: what grows beyond the limit is
// moved to NAME.1, of which there is one. llama-server at its usual verbosity writes no prompts and no answers.
#pragma once

#include "base/result.hpp"
#include "transport/unique_fd.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace patchbay::local {

class EngineLog {
 public:
  explicit EngineLog(std::filesystem::path file, std::uint64_t most_bytes = 8 * 1024 * 1024);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  // Opens it for a new process to append to (mode 0600, folders are made), and remembers where that process's output begins.
  base::Result<transport::UniqueFd> open_for_process();
  // Moves the content away when there is too much, also while a process writes: that goes on at the start. What it writes meanwhile may be
  // lost.
  void enforce_bound();
  // The last line that the current process wrote about an error, else its last line; without time stamps, at most 300 bytes; empty when
  // silent.
  [[nodiscard]] std::string last_complaint() const;

 private:
  std::filesystem::path file_;
  std::uint64_t most_bytes_;
  std::uint64_t process_begins_ = 0;
};

// The line that last_complaint() picks. Pure.
std::string complaint_in(std::string_view output);

}  // namespace patchbay::local
