#include "app/home.hpp"
#include "app/server.hpp"
#include "cli/chat.hpp"
#include "cli/command_line.hpp"
#include "cli/doctor.hpp"
#include "cli/simple_commands.hpp"
#include "local/keeper.hpp"

#include <malloc.h>

#include <cstdio>

namespace patchbay::app {
namespace {

using base::Result;
using cli::CommandLine;

int complain(const base::Error& error) {
  fmt::print(stderr, "patchbay: {}\n", error.message);
  return error.kind == base::ErrorKind::invalid_request ? 2 : 1;
}

ServerOptions server_options(const CommandLine& line, const std::filesystem::path& home) {
  ServerOptions options;
  options.config = line.config;
  options.listen = line.listen;
  options.home = home;
  options.log_level = line.log_level;
  return options;
}

int serve(const CommandLine& line, const std::filesystem::path& home, const config::Environment& environment) {
  auto server = Server::start(server_options(line, home), environment);
  if (!server) return complain(server.error());
  const std::string link = (*server)->login_link();
  if (line.json)
    fmt::print("{{\"url\":\"{}\",\"page\":\"{}\"}}\n", (*server)->url(), link);
  else
    fmt::print("Patchbay is listening on {}\nOpen the page: {}\n", (*server)->url(), link);
  std::fflush(stdout);
  (*server)->run();
  (*server)->stop();
  return 0;
}

// A command that needs a server uses the running one, else one of its own that only it can reach, for as long as it runs.
int with_server(const CommandLine& line, const std::filesystem::path& home, const config::Environment& environment,
                const std::function<int(const cli::GatewayClient&)>& command) {
  const cli::GatewayClient client(socket_path(home));
  if (cli::is_listening(socket_path(home))) return command(client);
  ServerOptions options = server_options(line, home);
  options.doors = ServerOptions::Doors::socket_only;
  options.log_level = line.log_level.value_or(base::LogLevel::error);
  auto server = Server::start(std::move(options), environment);
  if (!server) return complain(server.error());
  const int code = command(client);
  (*server)->stop();
  return code;
}

int run(const CommandLine& line, const config::Environment& environment) {
  using cli::Command;
  if (line.command == Command::version) return cli::run_version(line, PATCHBAY_VERSION);
  if (line.command == Command::check_config) return cli::run_check_config(line, environment);
  auto home = find_home(line.home, environment);
  if (!home) return complain(home.error());
  switch (line.command) {
    case Command::serve: return serve(line, *home, environment);
    case Command::open: return cli::run_open(line, cli::GatewayClient(socket_path(*home)));
    case Command::models_list:
      return with_server(line, *home, environment, [&](const cli::GatewayClient& client) { return cli::run_models_list(line, client); });
    case Command::chat:
      return with_server(line, *home, environment, [&](const cli::GatewayClient& client) {
        return cli::run_chat_command(line, client, (*home / "chat_history").string());
      });
    case Command::doctor: {
      const cli::Patient patient{*home, line.config, environment};
      return cli::report(cli::examine(patient), line.json);
    }
    case Command::check_config:
    case Command::version: break;
  }
  return 2;
}

}  // namespace
}  // namespace patchbay::app

int main(int argc, char** argv) {
  using namespace patchbay;
  if (const auto code = local::run_as_keeper(argc, argv)) return *code;
  // Bodies of mixed sizes would otherwise be mapped and unmapped with every request.
  mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
  app::prepare_signals();
  const cli::ParsedCommandLine parsed = cli::parse_command_line(argc, argv, PATCHBAY_VERSION);
  if (parsed.exit_code) return *parsed.exit_code;
  return app::run(parsed.line, cli::process_environment());
}
