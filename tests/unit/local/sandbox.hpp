// A home of its own for one test, with models that are empty files and a llama-server that is the fake; waiting for conditions, with a
// bound.
#pragma once

#include "base/random.hpp"
#include "local/process_tree.hpp"
#include "local/supervisor.hpp"
#include "telemetry/log.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) byte = static_cast<std::byte>(next_++);
  }

 private:
  unsigned next_ = 1;
};

class RealClock final : public base::Clock {
 public:
  [[nodiscard]] base::SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] base::WallTime wall() const override { return std::chrono::system_clock::now(); }
};

class NoSink final : public telemetry::LineSink {
 public:
  void write_line(std::string_view /*line*/) noexcept override {}
};

// True as soon as `condition` is; false after `limit`.
inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = 20s) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

class Sandbox {
 public:
  Sandbox() {
    std::string pattern = (fs::temp_directory_path() / "patchbay-local-XXXXXX").string();
    root = ::mkdtemp(pattern.data());
    fs::create_directories(root / "bin");
    fs::create_directories(root / "home/models");
    fs::create_symlink(fs::read_symlink("/proc/self/exe"), root / "bin/llama-server");
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox() {
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }

  fs::path add_model(const std::string& name) const { return touch("home/models/" + name + ".gguf"); }
  fs::path touch(const std::string& name) const {
    std::ofstream(root / name) << "x";
    return root / name;
  }
  [[nodiscard]] fs::path journal() const { return root / "journal"; }

  // The lines of the fake's journal that begin with `word`, without it.
  [[nodiscard]] std::vector<std::string> noted(const std::string& word) const {
    std::vector<std::string> found;
    std::ifstream lines(journal());
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with(word + " ")) found.push_back(line.substr(word.size() + 1));
    return found;
  }

  [[nodiscard]] SupervisorOptions options(const std::vector<std::string>& fake_words = {}) const {
    SupervisorOptions made;
    made.home = root / "home";
    made.managed.managed.llama_server = root / "bin/llama-server";
    std::vector<std::string>& further = made.managed.managed.llama_args;
    further = {"--fake", "journal=" + journal().string()};
    for (const std::string& word : fake_words) further.insert(further.end(), {"--fake", word});
    for (char** variable = environ; *variable != nullptr; ++variable) made.environment.emplace_back(*variable);
    made.grace = 500ms;
    return made;
  }

  fs::path root;
};

// The processes that the journal names, pinned by their start time, so that a pid used again is not taken for one of them.
inline std::vector<ProcessEntry> living(const std::vector<std::string>& pids) {
  std::vector<ProcessEntry> found;
  for (const std::string& pid : pids)
    if (const auto process = inspect_process(std::stoi(pid))) found.push_back(*process);
  return found;
}
inline bool is_gone(const ProcessEntry& process) {
  const auto now = inspect_process(process.pid);
  return !now || now->started != process.started || now->state == 'Z';
}
inline bool all_gone(const std::vector<ProcessEntry>& processes) { return std::ranges::all_of(processes, is_gone); }

}  // namespace patchbay::local::test
