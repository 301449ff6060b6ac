// Everything that a supervisor needs to know, as plain values: the environment is read by whoever composes the program.
#pragma once

#include "base/clock.hpp"
#include "config/snapshot.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace patchbay::local {

// What a reload of the configuration may change.
struct ManagedOptions {
  ManagedOptions() = default;
  ManagedOptions(config::Managed managed_table, base::Milliseconds load) : managed(std::move(managed_table)), load_limit(load) {}

  config::Managed managed;
  base::Milliseconds load_limit = std::chrono::minutes(5);  // for one model, and for one request's waiting
  friend bool operator==(const ManagedOptions&, const ManagedOptions&) = default;
};

struct SupervisorOptions {
  SupervisorOptions() = default;

  std::string provider = "local";  // the table's name; another than "local" gets its own socket and log
  std::filesystem::path home;      // Patchbay's home, absolute
  ManagedOptions managed;
  std::string path_variable;                      // $PATH
  std::filesystem::path runtime_folder;           // $XDG_RUNTIME_DIR
  std::vector<std::string> environment;           // all variables, NAME=value; llama-server gets those that it may need
  std::string keeper_program = "/proc/self/exe";  // a program whose main() calls run_as_keeper()

  base::Milliseconds start_limit = std::chrono::seconds(30);  // from the start to the first /health
  base::Milliseconds grace = std::chrono::seconds(2);         // from SIGTERM to SIGKILL
  base::Milliseconds patience = std::chrono::seconds(3);      // a request waits for a pause after failures that is at most this long
  base::Milliseconds health_interval = std::chrono::seconds(10);
  base::Milliseconds health_limit = std::chrono::seconds(5);  // an answer that takes longer is none
  int health_failures = 3;                                    // in a row: it hangs, and is started anew
};

// `models` in the home, unless the table says otherwise; absolute.
std::filesystem::path models_folder(const SupervisorOptions& options);
std::filesystem::path log_file(const SupervisorOptions& options);

}  // namespace patchbay::local
