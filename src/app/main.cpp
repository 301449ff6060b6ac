#include "app/home.hpp"
#include "app/server.hpp"
#include "base/error_tables.hpp"
#include "local/keeper.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdio>

namespace {

using namespace patchbay;  // NOLINT(google-build-using-namespace): main only wires

int report(const base::Error& error) {
  fmt::print(stderr, "patchbay: {}\n", error.message);
  return error.kind == base::ErrorKind::invalid_request ? 2 : 1;
}

int serve(app::ServerOptions options, const std::string& home, const config::Environment& environment) {
  auto found = app::find_home(home, environment);
  if (!found) return report(found.error());
  options.home = *found;
  auto server = app::Server::start(std::move(options), environment);
  if (!server) return report(server.error());
  fmt::print("Patchbay is listening on {}\nOpen the page: {}\n", (*server)->url(), (*server)->login_link());
  std::fflush(stdout);
  (*server)->run();
  (*server)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = local::run_as_keeper(argc, argv)) return *code;
  app::prepare_signals();
  const config::Environment environment = cli::process_environment();
  CLI::App program("Patchbay: any application and any person, any large language model, one door", "patchbay");
  program.require_subcommand(1);
  app::ServerOptions options;
  std::string home;
  std::string config;
  auto* serving = program.add_subcommand("serve", "Serve the gateway and the page");
  serving->add_option("--config", config, "Configuration file");
  serving->add_option("--listen", options.listen, "HOST:PORT");
  serving->add_option("--home", home, "Folder for data");
  CLI11_PARSE(program, argc, argv);
  if (!config.empty()) options.config = config;
  return serve(std::move(options), home, environment);
}
