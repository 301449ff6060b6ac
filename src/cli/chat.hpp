// `patchbay chat`: one question and its answer, or a session in a terminal.
#pragma once

#include "cli/command_line.hpp"
#include "cli/gateway_client.hpp"

namespace patchbay::cli {

// Answers go to standard output as they come, everything else to standard error. Returns the exit code.
int run_chat_command(const CommandLine& line, const GatewayClient& client, const std::string& history_file);

}  // namespace patchbay::cli
