#include "cli/doctor.hpp"

#include "cli/config_files.hpp"
#include "cli/gateway_client.hpp"
#include "cli/key_files.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"
#include "local/find_server.hpp"
#include "local/model_folder.hpp"
#include "local/supervisor_options.hpp"
#include "secrets/resolver.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace patchbay::cli {
namespace {

std::string value(const config::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

class NoSink final : public telemetry::LineSink {
 public:
  void write_line(std::string_view) noexcept override {}
};

class NoClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return {}; }
  base::WallTime wall() const override { return {}; }
};

class Examination {
 public:
  explicit Examination(const Patient& patient) : patient_(patient) {}

  std::vector<Finding> all() {
    examine_server();
    const config::SnapshotPointer snapshot = examine_configuration();
    if (snapshot != nullptr)
      for (const config::Provider& provider : snapshot->providers) examine_provider(provider);
    return std::move(findings_);
  }

 private:
  void add(Health health, std::string subject, std::string text, std::string cure = {}) {
    findings_.push_back({health, std::move(subject), std::move(text), std::move(cure)});
  }

  void examine_server() {
    const std::filesystem::path socket = patient_.home / "patchbay.sock";
    if (!is_listening(socket)) {
      add(Health::notice, "server", fmt::format("none is running for {}", patient_.home.string()), "start it with `patchbay serve`");
      return;
    }
    auto reply = GatewayClient(socket).get("/admin/v1/status");
    if (!reply || reply->status != 200) {
      add(Health::bad, "server", fmt::format("it listens on {} but does not answer", socket.string()), "look at its log, restart it");
      return;
    }
    add(Health::good, "server", fmt::format("running, reachable through {}", socket.string()));
    json::Document document;
    if (!document.parse(reply->body)) return;
    for (const json::Value provider : document.root().find("providers").items()) {
      const std::string state = provider.find("state").to_string();
      const Health health = state == "failed" || state == "missing" ? Health::bad : Health::good;
      add(health, fmt::format("provider {}", provider.find("name").to_string()),
          fmt::format("{}: {}", state, provider.find("detail").to_string()));
    }
  }

  config::SnapshotPointer examine_configuration() {
    const ConfigLocation location = find_config(patient_.config, patient_.environment);
    const auto detected = config::detect(patient_.environment, config::LocalEngine::available);
    config::Parsed parsed = load_config(location, detected);
    std::ranges::move(key_file_warnings(parsed), std::back_inserter(parsed.diagnostics));
    for (const auto& diagnostic : parsed.diagnostics)
      add(diagnostic.severity == config::Severity::error ? Health::bad : Health::notice, "configuration", config::format(diagnostic));
    if (parsed.snapshot == nullptr) return nullptr;
    const bool exists = !location.main_file.empty() && access(location.main_file.c_str(), R_OK) == 0;
    add(Health::good, "configuration",
        exists ? fmt::format("{} is valid", location.main_file) : fmt::format("no file ({}); the default is in force", location.main_file));
    return parsed.snapshot;
  }

  void examine_provider(const config::Provider& provider) {
    if (provider.managed) examine_local(provider);
    const auto* reference = std::get_if<base::SecretReference>(&provider.api_key);
    if (reference == nullptr) return;
    NoSink sink;
    const NoClock clock;
    const telemetry::Logger log(sink, clock);
    auto secret = secrets::Resolver(log).resolve(*reference);
    const std::string subject = fmt::format("key of {}", provider.name);
    if (secret)
      add(Health::good, subject, fmt::format("{} has one", reference->text()));
    else
      add(Health::bad, subject, secret.error().message, fmt::format("set {}", reference->text()));
  }

  void examine_local(const config::Provider& provider) {
    local::ServerSearch search;
    search.configured = provider.managed->llama_server;
    search.path_variable = value(patient_.environment, "PATH");
    search.home = patient_.home;
    auto program = local::find_server(search);
    if (!program) {
      add(Health::bad, "llama-server", program.error().message);
    } else {
      auto version = local::probe_server_version(*program, std::chrono::seconds(5));
      if (version)
        add(Health::good, "llama-server", fmt::format("{} ({})", program->string(), *version));
      else
        add(Health::bad, "llama-server", fmt::format("{}: {}", program->string(), version.error().message));
    }
    local::SupervisorOptions options;
    options.provider = provider.name;
    options.home = patient_.home;
    options.managed.managed = *provider.managed;
    examine_models(local::models_folder(options));
    const std::filesystem::path log = local::log_file(options);
    if (std::filesystem::exists(log)) add(Health::good, "llama-server's log", log.string());
  }

  void examine_models(const std::filesystem::path& folder) {
    auto models = local::list_models(folder);
    if (!models) {
      add(Health::bad, "local models", models.error().message);
    } else if (models->empty()) {
      add(Health::bad, "local models", fmt::format("none in {}", folder.string()), "put a GGUF file there; ./dev run fetches a small one");
    } else {
      std::string names;
      for (const auto& model : *models) names += fmt::format("{}{} ({} MB)", names.empty() ? "" : ", ", model.id, model.size / 1'000'000);
      add(Health::good, "local models", names);
    }
  }

  const Patient& patient_;
  std::vector<Finding> findings_;
};

std::string_view word(Health health) {
  switch (health) {
    case Health::good: return "ok";
    case Health::notice: return "note";
    case Health::bad: return "PROBLEM";
  }
  return "ok";
}

void print_json(const std::vector<Finding>& findings) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("findings").begin_array();
  for (const Finding& finding : findings)
    writer.begin_object()
        .field("health", word(finding.health))
        .field("subject", finding.subject)
        .field("text", finding.text)
        .field("cure", finding.cure)
        .end_object();
  writer.end_array().end_object();
  fmt::print("{}\n", text);
}

}  // namespace

std::vector<Finding> examine(const Patient& patient) { return Examination(patient).all(); }

int report(const std::vector<Finding>& findings, bool json) {
  if (json) print_json(findings);
  bool bad = false;
  for (const Finding& finding : findings) {
    bad = bad || finding.health == Health::bad;
    if (json) continue;
    fmt::print("{:<8} {}: {}\n", word(finding.health), finding.subject, finding.text);
    if (!finding.cure.empty()) fmt::print("         -> {}\n", finding.cure);
  }
  return bad ? 1 : 0;
}

}  // namespace patchbay::cli
