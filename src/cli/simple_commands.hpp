// The commands that print one thing: open, models list, check-config, version.
#pragma once

#include "cli/command_line.hpp"
#include "cli/gateway_client.hpp"
#include "config/detect.hpp"

#include <string_view>

namespace patchbay::cli {

// Each returns the exit code.
int run_open(const CommandLine& line, const GatewayClient& client);
int run_models_list(const CommandLine& line, const GatewayClient& client);
int run_check_config(const CommandLine& line, const config::Environment& environment);
int run_version(const CommandLine& line, std::string_view version);

}  // namespace patchbay::cli
