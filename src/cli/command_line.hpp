// What the user typed, as plain values. Parsing is CLI11's; this names the commands and their options.
#pragma once

#include "base/error_tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::cli {

enum class Command : std::uint8_t { serve, open, chat, check_config, models_list, doctor, version };

struct CommandLine {
  Command command = Command::serve;
  bool json = false;
  std::optional<std::string> config;
  std::string home;
  std::string listen;
  std::optional<base::LogLevel> log_level;
  std::string model;
  std::string system;
  std::vector<std::string> images;
  std::optional<std::int64_t> max_tokens;
  std::vector<std::string> prompt;
  std::string file;  // check-config's
};

// The exit code when there is nothing left to do (help, a usage error: 2), else what to do.
struct ParsedCommandLine {
  std::optional<int> exit_code;
  CommandLine line;
};
ParsedCommandLine parse_command_line(int argc, const char* const* argv, std::string_view version);

}  // namespace patchbay::cli
