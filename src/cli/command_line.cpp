#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include <map>

namespace patchbay::cli {
namespace {

const std::map<std::string, base::LogLevel> log_levels = {{"debug", base::LogLevel::debug},
                                                          {"info", base::LogLevel::info},
                                                          {"warning", base::LogLevel::warning},
                                                          {"error", base::LogLevel::error}};

class Grammar {
 public:
  explicit Grammar(CommandLine& line) : line_(line) {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_flag("--json", line.json, "Print JSON instead of text");
    app_.add_option("--config", config_, "Configuration file (default: $PATCHBAY_CONFIG, else patchbay.toml in the configuration folder)");
    app_.add_option("--home", line.home, "Folder for data (default: $PATCHBAY_HOME, else patchbay in the data folder)");
    app_.footer("Exit codes: 0 done, 1 the thing asked about failed, 2 bad usage or bad configuration.");
    add_serve();
    add("open", "Print a fresh one-time link to the page of the running server", Command::open);
    add_chat();
    add("check-config", "Check configuration files: what is wrong, where, and what would be right", Command::check_config)
        ->add_option("FILE", line.file, "File to check (default: the one that serve would use)");
    auto* models = app_.add_subcommand("models", "Models that can be asked");
    models->require_subcommand(0, 1);
    models->callback([this] { line_.command = Command::models_list; });
    add_to(*models, "list", "List them", Command::models_list);
    add("doctor", "What works, what does not, and what to do about it", Command::doctor);
    add("version", "Print the version", Command::version);
  }

  std::optional<int> parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : 2;
    }
    if (!config_.empty()) line_.config = config_;
    if (!level_.empty()) line_.log_level = log_levels.at(level_);
    return std::nullopt;
  }

 private:
  CLI::App* add_to(CLI::App& parent, const char* name, const char* help, Command command) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->fallthrough();
    sub->final_callback([this, command] { line_.command = command; });
    return sub;
  }
  CLI::App* add(const char* name, const char* help, Command command) { return add_to(app_, name, help, command); }

  void add_serve() {
    auto* serve = add("serve", "Serve the gateway and the page until interrupted", Command::serve);
    serve->add_option("--listen", line_.listen, "HOST:PORT to listen on; port 0 lets the system choose");
    serve->add_option("--log-level", level_, "debug, info, warning or error")->check(CLI::IsMember(log_levels));
  }

  void add_chat() {
    auto* chat = add("chat", "Ask a model; reads standard input; a session when it is a terminal", Command::chat);
    chat->add_option("-m,--model", line_.model, "Model, as `patchbay models list` names it (default: the first one)");
    chat->add_option("--system", line_.system, "System message");
    chat->add_option("--max-tokens", line_.max_tokens, "The longest answer, in tokens (default: the model decides)")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
    chat->add_option("--image", line_.images, "Image file to show the model; may be repeated")
        ->check(CLI::ExistingFile)
        ->allow_extra_args(false);
    chat->add_option("PROMPT", line_.prompt, "What to ask");
  }

  CommandLine& line_;
  CLI::App app_{"Patchbay: any application and any person, any large language model, one door", "patchbay"};
  std::string config_;
  std::string level_;
};

}  // namespace

ParsedCommandLine parse_command_line(int argc, const char* const* argv, std::string_view version) {
  ParsedCommandLine parsed;
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    fmt::print("patchbay {}\n", version);
    parsed.exit_code = 0;
    return parsed;
  }
  Grammar grammar(parsed.line);
  parsed.exit_code = grammar.parse(argc, argv);
  return parsed;
}

}  // namespace patchbay::cli
