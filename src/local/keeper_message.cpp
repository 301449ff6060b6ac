#include "local/keeper.hpp"

#include <fmt/format.h>

#include <charconv>

namespace patchbay::local {
namespace {

std::optional<int> number_after(std::string_view line, std::string_view start) {
  if (!line.starts_with(start)) return std::nullopt;
  line.remove_prefix(start.size());
  int value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc{} || end != line.data() + line.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string to_line(const KeeperMessage& message) {
  switch (message.kind) {
    case KeeperMessage::Kind::started: return fmt::format("started {}\n", message.pid);
    case KeeperMessage::Kind::not_executable: return fmt::format("not executable {}\n", message.error_number);
    case KeeperMessage::Kind::ended: break;
  }
  return message.signal != 0 ? fmt::format("ended signal {}\n", message.signal) : fmt::format("ended code {}\n", message.exit_code);
}

std::optional<KeeperMessage> keeper_message(std::string_view line) {
  KeeperMessage message;
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (const auto pid = number_after(line, "started ")) {
    message.pid = *pid;
    return message;
  }
  if (const auto error_number = number_after(line, "not executable ")) {
    message.kind = KeeperMessage::Kind::not_executable;
    message.error_number = *error_number;
    return message;
  }
  message.kind = KeeperMessage::Kind::ended;
  if (const auto signal = number_after(line, "ended signal ")) {
    message.signal = *signal;
    return message;
  }
  if (const auto code = number_after(line, "ended code ")) {
    message.exit_code = *code;
    return message;
  }
  return std::nullopt;
}

std::vector<std::string> keeper_arguments(const std::string& program, pid_t parent, std::chrono::milliseconds grace,
                                          const std::vector<std::string>& command) {
  std::vector<std::string> arguments{program, std::string(keeper_argument), std::to_string(parent), std::to_string(grace.count())};
  arguments.insert(arguments.end(), command.begin(), command.end());
  return arguments;
}

}  // namespace patchbay::local
