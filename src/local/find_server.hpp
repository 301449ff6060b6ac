// Where is llama-server, and which one is it? In this order: the configured path, `llama-server` on PATH, `bin/llama-server` in the home.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace patchbay::local {

struct ServerSearch {
  std::string configured;      // a path, absolute or from the working directory; empty: none
  std::string path_variable;   // the value of PATH
  std::filesystem::path home;  // Patchbay's home
};

// The absolute path of an executable file. Failing (provider_unreachable), the message says where was looked and what to do. A configured
// path that is not there is an error, never a reason to take another one. Touches the disk; any thread.
base::Result<std::filesystem::path> find_server(const ServerSearch& search);

// The version line of the build, "version: 0.5.0 (build 1, commit abc)" without its first word, from running it with --version in an empty
// environment. Blocks for at most `limit`, then the process is killed. Any thread, but not a loop's. Nothing of it outlives the call.
base::Result<std::string> probe_server_version(const std::filesystem::path& server, std::chrono::milliseconds limit);

// The version in what --version printed; empty when there is none.
std::string version_in(std::string_view output);

}  // namespace patchbay::local
