#include "app/server.hpp"

#include "admin/admin.hpp"
#include "app/dispatcher.hpp"
#include "app/home.hpp"
#include "app/system.hpp"
#include "config/difference.hpp"
#include "gateway/model_directory.hpp"
#include "gateway/run_chat.hpp"
#include "local/folder_watch.hpp"
#include "transport/resolver.hpp"
#include "transport/signals.hpp"
#include "transport/worker_group.hpp"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace patchbay::app {
namespace {

using base::Result;
using config::Snapshot;
using config::SnapshotPointer;

std::string value(const config::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::string either(const config::Environment& environment, std::string_view lower, std::string_view upper) {
  std::string text = value(environment, lower);
  return text.empty() ? value(environment, upper) : text;
}

transport::ProxySettings proxies_of(const config::Environment& environment) {
  transport::ProxySettings settings;
  settings.http_proxy = either(environment, "http_proxy", "HTTP_PROXY");
  settings.https_proxy = either(environment, "https_proxy", "HTTPS_PROXY");
  settings.all_proxy = either(environment, "all_proxy", "ALL_PROXY");
  settings.no_proxy = either(environment, "no_proxy", "NO_PROXY");
  return settings;
}

std::string joined(const std::vector<config::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += config::format(diagnostic);
  }
  return text;
}

std::size_t worker_count(const config::Server& server) {
  if (server.threads > 0) return static_cast<std::size_t>(server.threads);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
}

std::int64_t quarter_of_memory() { return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / 4; }

telemetry::LogFormat format_of(config::LogFormat format) {
  return format == config::LogFormat::json ? telemetry::LogFormat::json : telemetry::LogFormat::text;
}

const config::Provider* managed_provider(const Snapshot& snapshot) {
  for (const config::Provider& provider : snapshot.providers)
    if (provider.managed) return &provider;
  return nullptr;
}

local::ManagedOptions managed_options(const Snapshot& snapshot) {
  const config::Provider* provider = managed_provider(snapshot);
  return provider == nullptr ? local::ManagedOptions() : local::ManagedOptions(*provider->managed, provider->timeouts.load);
}

local::SupervisorOptions supervisor_options(const Snapshot& snapshot, const ServerOptions& options,
                                            const config::Environment& environment) {
  local::SupervisorOptions supervisor;
  if (const config::Provider* provider = managed_provider(snapshot)) supervisor.provider = provider->name;
  supervisor.home = options.home;
  supervisor.managed = managed_options(snapshot);
  supervisor.path_variable = value(environment, "PATH");
  supervisor.runtime_folder = value(environment, "XDG_RUNTIME_DIR");
  for (const auto& [name, text] : environment) supervisor.environment.push_back(name + "=" + text);
  return supervisor;
}

std::string build_compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

}  // namespace

struct Server::State {
  State(ServerOptions serve_options, const config::Environment& process_environment, SnapshotPointer first, transport::UniqueFd home_lock)
      : options(std::move(serve_options)),
        environment(process_environment),
        lock(std::move(home_lock)),
        log(sink, clock, options.log_level.value_or(first->log.level), format_of(first->log.format)),
        metrics({PATCHBAY_VERSION, {}, build_compiler()}, clock.wall()),
        secrets(log),
        configuration(first),
        supervisor(supervisor_options(*first, options, environment), random, log),
        services{clock, random,   log, metrics, secrets, configuration, models, &supervisor, proxies_of(environment), PATCHBAY_VERSION,
                 0,     &buffered},
        sessions(random, clock, options.home / "sessions.json",
                 [this](const base::Error& error) { log.warning("auth", "{}", error.message); }),
        admin(services, sessions, gateway::run_chat),
        signals(loop, {SIGINT, SIGTERM, SIGHUP}, [this](int number) { on_signal(number); }),
        files(loop, [this] { loop.post([this] { reload_when_changed(); }); }) {
    services.buffer_limit = first->server.max_buffered_bytes > 0 ? first->server.max_buffered_bytes : quarter_of_memory();
    models.settle(*first, &supervisor);
  }

  config::Parsed load() const {
    const auto detected = config::detect(environment, config::LocalEngine::available);
    return cli::load_config(cli::find_config(options.config, environment), detected);
  }
  Result<void> start_workers();
  config::HostPort own_address() const;
  void watch_files();
  std::string config_texts() const;
  void reload();
  void reload_when_changed();
  void on_signal(int number);
  void stop();

  ServerOptions options;
  config::Environment environment;
  transport::UniqueFd lock;
  SystemClock clock;
  SecureRandom random;
  telemetry::DescriptorSink sink{STDERR_FILENO};
  telemetry::Logger log;
  telemetry::Metrics metrics;
  secrets::Resolver secrets;
  gateway::Published<Snapshot> configuration;
  gateway::ModelDirectory models;
  std::atomic<std::int64_t> buffered = 0;
  local::Supervisor supervisor;
  gateway::Services services;
  auth::Sessions sessions;
  admin::Admin admin;
  transport::SystemResolver resolver;
  transport::EventLoop loop;  // of the main thread: signals and files
  transport::SignalWatcher signals;
  local::FolderWatch files;
  std::unique_ptr<transport::WorkerGroup> workers;
  std::string bound_host;                     // written before the workers start
  std::atomic<std::uint16_t> bound_port = 0;  // known for certain once they have bound
  std::string last_texts;
  bool stopping = false;
  std::jthread joiner;
};

Result<void> Server::State::start_workers() {
  const SnapshotPointer first = configuration.current();
  transport::WorkerGroupOptions group;
  group.workers = worker_count(first->server);
  group.shutdown_grace = first->server.drain;
  const bool tcp = options.doors == ServerOptions::Doors::tcp_and_socket;
  bound_host = first->server.listen.host;
  bound_port = first->server.listen.port;
  if (tcp) {
    std::shared_ptr<transport::TlsServerContext> tls;
    if (!first->server.tls.certificate.empty()) {
      auto made = transport::TlsServerContext::create(first->server.tls.certificate, first->server.tls.key);
      if (!made) return base::fail(made.error());
      tls = std::move(*made);
    }
    group.listeners.emplace_back(transport::ListenAddress::tcp(bound_host, bound_port), std::move(tls));
  }
  group.listeners.emplace_back(transport::ListenAddress::unix_socket(socket_path(options.home).string()));
  workers = std::make_unique<transport::WorkerGroup>(std::move(group), [this](transport::EventLoop& worker_loop, std::size_t) {
    return std::make_unique<Dispatcher>(services, admin, worker_loop, resolver, [this] { return own_address(); });
  });
  if (auto started = workers->start(); !started) return started;
  if (tcp) bound_port = workers->addresses().front().port();
  admin.set_base_url(fmt::format("{}://{}", first->server.tls.certificate.empty() ? "http" : "https", own_address().text()));
  return {};
}

config::HostPort Server::State::own_address() const { return {bound_host, bound_port.load(std::memory_order_relaxed)}; }

void Server::State::watch_files() {
  const cli::ConfigLocation location = cli::find_config(options.config, environment);
  if (location.main_file.empty()) return;
  files.watch(std::filesystem::path(location.main_file).parent_path());
  files.watch(location.conf_d);
}

std::string Server::State::config_texts() const {
  std::string texts;
  for (const auto& file : cli::read_config(cli::find_config(options.config, environment)).files)
    texts += file.path + '\n' + file.text + '\n';
  return texts;
}

void Server::State::reload_when_changed() {
  watch_files();
  std::string texts = config_texts();
  if (texts == last_texts) return;
  last_texts = std::move(texts);
  reload();
}

void Server::State::reload() {
  const config::Parsed parsed = load();
  for (const auto& diagnostic : parsed.diagnostics) log.warning("config", "{}", config::format(diagnostic));
  if (parsed.snapshot == nullptr) {
    metrics.config_reloads.with({"error"}).add();
    log.error("config", "the changed configuration is not valid; the old one stays in force");
    return;
  }
  const SnapshotPointer before = configuration.current();
  auto next = std::make_shared<Snapshot>(*parsed.snapshot);
  for (const config::Change& change : config::difference(*before, *next)) log.info("config", "{}", config::describe(change));
  next->server.listen = before->server.listen;
  next->server.threads = before->server.threads;
  next->server.tls = before->server.tls;
  log.set_level(options.log_level.value_or(next->log.level));
  log.set_format(format_of(next->log.format));
  supervisor.reconfigure(managed_options(*next));
  configuration.publish(next);
  models.settle(*next, &supervisor);
  metrics.config_reloads.with({"ok"}).add();
  log.info("config", "reloaded");
}

void Server::State::on_signal(int number) {
  if (number == SIGHUP) {
    loop.post([this] { reload(); });
    return;
  }
  if (stopping) {
    log.info("server", "stopping at once");
    workers->stop_now();
    return;
  }
  stopping = true;
  log.info("server", "stopping; running answers get {} s",
           std::chrono::duration_cast<std::chrono::seconds>(configuration.current()->server.drain).count());
  admin.stop();
  workers->stop();
  // Joined by another thread, so that a second signal is still heard.
  joiner = std::jthread([this] {
    workers->join();
    loop.stop();
  });
}

void Server::State::stop() {
  if (workers != nullptr) {
    admin.stop();
    workers->stop();
    workers->join();
    workers.reset();
  }
  supervisor.stop();
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, const config::Environment& environment) {
  auto lock = lock_home(options.home);
  if (!lock) return base::fail(lock.error());
  const auto detected = config::detect(environment, config::LocalEngine::available);
  const config::Parsed parsed = cli::load_config(cli::find_config(options.config, environment), detected);
  if (parsed.snapshot == nullptr) return base::fail(base::ErrorKind::invalid_request, joined(parsed.diagnostics));
  auto first = std::make_shared<Snapshot>(*parsed.snapshot);
  if (!options.listen.empty()) {
    auto listen = config::parse_host_port(options.listen);
    if (!listen) return base::fail(base::ErrorKind::invalid_request, fmt::format("--listen: {}", listen.error()));
    if (!listen->is_loopback())
      return base::fail(base::ErrorKind::invalid_request,
                        "--listen: a host other than this machine needs client keys, which this version does not have yet");
    first->server.listen = *listen;
  }
  std::unique_ptr<Server> server(new Server(std::make_unique<State>(std::move(options), environment, std::move(first), std::move(*lock))));
  for (const auto& diagnostic : parsed.diagnostics) server->state_->log.warning("config", "{}", config::format(diagnostic));
  if (auto started = server->state_->start_workers(); !started) return base::fail(started.error());
  server->state_->watch_files();
  server->state_->last_texts = server->state_->config_texts();
  return server;
}

std::string Server::url() const {
  if (state_->options.doors == ServerOptions::Doors::socket_only) return {};
  return fmt::format("{}://{}", state_->configuration.current()->server.tls.certificate.empty() ? "http" : "https",
                     state_->own_address().text());
}

std::string Server::login_link() const { return state_->admin.login_link(); }
std::filesystem::path Server::socket() const { return socket_path(state_->options.home); }

void Server::run() { state_->loop.run(); }
void Server::stop() { state_->stop(); }

void prepare_signals() {
  transport::block_signals({SIGINT, SIGTERM, SIGHUP});
  transport::ignore_broken_pipes();
}

}  // namespace patchbay::app
