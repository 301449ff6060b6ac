#include "local/engine.hpp"

#include "local/find_server.hpp"
#include "local/socket_place.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;
using base::Error;
using base::ErrorKind;
using transport::Task;
using transport::Tick;

constexpr std::string_view part = "local";
constexpr base::Milliseconds first_health_after = 10ms;
constexpr base::Milliseconds later_health_after = 100ms;
constexpr base::Milliseconds look_for_users_after = 50ms;
constexpr base::Milliseconds after_grace = 1s;    // for what was killed to be gone
constexpr base::Milliseconds after_kill = 500ms;  // for the keeper itself

}  // namespace

Engine::Engine(transport::EventLoop& loop, transport::HttpClient& client, const transport::Endpoint& endpoint, const base::Secret& key,
               SupervisorOptions options, EngineShared& shared, const telemetry::Logger& log)
    : loop_(loop),
      client_(client),
      endpoint_(endpoint),
      key_(key),
      options_(std::move(options)),
      shared_(shared),
      log_(log),
      router_(client, endpoint, "Bearer " + std::string(key.reveal())),
      engine_log_(log_file(options_)),
      folder_watch_(loop, [this] { folder_changed(); }),
      news_(loop) {}

// Requests and news, as jobs.

void Engine::need(Need need) {
  if (!shared_.models.contains(need.model())) read_folder();
  if (!shared_.models.contains(need.model())) return need.refuse(unknown_model(need.model()));
  if (loader_ && !renew_ && !doubted_) return loader_->serve(std::move(need));
  const auto left = policy_.pause_left(loop_.now());
  if (!process_ && left > options_.patience) return need.refuse(paused(left));
  pending_.push_back(std::move(need));
  news_.notify();
}

void Engine::reconfigure(ManagedOptions options) {
  if (options == options_.managed) return;
  options_.managed = std::move(options);
  policy_.forgive();
  renew_ = process_ != nullptr;
  shared_.gate->close();  // who comes from now on waits for the next run
  read_folder();
  if (!process_) show_at_rest();
  news_.notify();
}

void Engine::doubt() {
  doubted_ = true;
  news_.notify();
}

void Engine::unserved(std::vector<Need> needs) {
  std::ranges::move(needs, std::back_inserter(pending_));
  doubt();
}

void Engine::stop() {
  stopping_ = true;
  if (life_ != nullptr) life_->cancel(Error(ErrorKind::provider_unreachable, "the managed llama-server is being stopped"));
  news_.notify();
}

void Engine::process_news() {
  if (!process_) return;
  shared_.board.update([this](ServerStatus& status) { status.pid = process_->end() ? 0 : process_->pid(); });
  if (process_->end() && life_ != nullptr) life_->cancel(ended());
  news_.notify();
}

void Engine::folder_changed() {
  if (std::exchange(folder_job_posted_, true)) return;
  loop_.post([this] {
    folder_job_posted_ = false;
    read_folder();
    if (!process_) show_at_rest();
  });
}

void Engine::read_folder() {
  folder_watch_.watch(models_folder(options_));
  const auto files = list_models(models_folder(options_));
  if (!files) return log_.warning(part, "{}", files.error().message);
  shared_.models.set_files(*files);
}

// The states.

Task<void> Engine::run() {
  read_folder();
  show_at_rest();
  while (true) {
    const bool is_needed = co_await needed();
    if (!is_needed) break;
    co_await live();
  }
  pending_.clear();
  show(ServerState::stopped);
}

Task<bool> Engine::needed() {
  while (!stopping_) {
    const auto pause = policy_.pause_left(loop_.now());
    if (!pending_.empty() && pause.count() == 0) co_return true;
    const Tick until = pending_.empty() ? transport::never : loop_.tick_after(pause);
    co_await news_.wait(until);
  }
  co_return false;
}

Task<void> Engine::live() {
  show(ServerState::starting);
  const auto launched = launch();
  if (!launched) {
    show(ServerState::missing, launched.error().message);
    refuse_pending(launched.error());
    co_return;
  }
  transport::CancelSource life;
  life_ = &life;
  Outcome outcome = co_await come_up();
  const FailedWhile phase = outcome ? FailedWhile::ready : FailedWhile::starting;
  if (outcome) outcome = co_await serve();
  life_ = nullptr;
  if (!outcome && !stopping_) failed(phase, outcome.error());
  co_await take_down();
  show_at_rest();
  if (const auto pause = policy_.pause_left(loop_.now()); pause > options_.patience) refuse_pending(paused(pause));
}

Task<Engine::Outcome> Engine::come_up() {
  const Tick limit = loop_.tick_after(options_.start_limit);
  const auto answer_limit = std::min(options_.health_limit, options_.start_limit);
  for (base::Milliseconds pause = first_health_after;; pause = std::min(pause * 2, later_health_after)) {
    if (stopping_) co_return base::fail(life_->reason());
    if (process_->end()) co_return base::fail(ended());
    const auto healthy = co_await router_.check_health(answer_limit, life_->token());
    if (healthy) co_return Outcome();
    if (loop_.tick() >= limit) co_return base::fail(silent("did not become ready"));
    co_await news_.wait(std::min(limit, loop_.tick_after(pause)));
  }
}

Task<Engine::Outcome> Engine::serve() {
  ready_since_ = loop_.now();
  silent_checks_ = 0;
  doubted_ = false;
  policy_.became_ready(ready_since_);
  loader_ = std::make_unique<ModelLoader>(loop_, router_, shared_.models, shared_.gate, engine_log_, options_.managed.load_limit,
                                          [this](std::vector<Need> needs) { unserved(std::move(needs)); });
  show(ServerState::ready);
  serve_pending();
  Outcome outcome = co_await watch();
  shared_.gate->close();
  shared_.models.set_all_unloaded();
  const auto loader = std::move(loader_);
  Error reason = outcome ? Error(ErrorKind::provider_unreachable, "the managed llama-server is being stopped") : outcome.error();
  co_await loader->finish(std::move(reason));
  co_return outcome;
}

void Engine::serve_pending() {
  if (renew_) return;
  shared_.gate->open();
  for (Need& need : std::exchange(pending_, {})) loader_->serve(std::move(need));
}

Task<Engine::Outcome> Engine::watch() {
  Tick health_at = loop_.tick_after(options_.health_interval);
  while (true) {
    const Tick until = next_look(health_at);
    co_await news_.wait(until);
    if (process_->end()) co_return base::fail(ended());
    if (doubted_) {
      const auto resolved = co_await resolve_doubt();
      if (!resolved) co_return resolved;
    }
    if (should_end()) co_return Outcome();
    if (loop_.tick() < health_at) continue;
    const auto healthy = co_await check_health();
    if (!healthy) co_return healthy;
    health_at = loop_.tick_after(options_.health_interval);
  }
}

Task<Engine::Outcome> Engine::check_health() {
  engine_log_.enforce_bound();
  const auto answer = co_await router_.check_health(options_.health_limit, life_->token());
  silent_checks_ = answer ? 0 : silent_checks_ + 1;
  if (silent_checks_ >= options_.health_failures) co_return base::fail(silent("does not answer any more"));
  co_return Outcome();
}

// A server that was killed is known to be dead a moment after its connections broke; one that lives gets its requests back.
Task<Engine::Outcome> Engine::resolve_doubt() {
  const Tick limit = loop_.tick_after(options_.health_limit * options_.health_failures);
  while (!stopping_ && !process_->end()) {
    const auto healthy = co_await router_.check_health(options_.health_limit, life_->token());
    if (healthy) {
      loader_->doubt();  // perhaps it was only a model's process that died
      doubted_ = false;
      serve_pending();
      co_return Outcome();
    }
    if (loop_.tick() >= limit) co_return base::fail(silent("does not answer any more"));
    const Tick next = loop_.tick_after(first_health_after);
    co_await news_.wait(next);
  }
  if (process_->end()) co_return base::fail(ended());
  co_return Outcome();
}

Task<void> Engine::take_down() {
  const bool is_failed = shared_.board.read().state == ServerState::failed;
  if (!is_failed) show(ServerState::stopping);
  client_.close_idle_connections();
  process_->ask_to_end();
  const Tick limit = loop_.tick_after(options_.grace + after_grace);
  while (!process_->gone() && loop_.tick() < limit) co_await news_.wait(limit);
  if (!process_->gone()) process_->kill_keeper();
  const Tick last_limit = loop_.tick_after(after_kill);
  while (!process_->gone() && loop_.tick() < last_limit) co_await news_.wait(last_limit);
  if (!process_->gone()) log_.error(part, "the keeper of llama-server does not end");
  process_.reset();
  shared_.models.set_all_unloaded();
  ::unlink(endpoint_.spec().unix_path.c_str());
}

// What it takes.

base::Result<void> Engine::launch() {
  renew_ = false;
  const auto line = command();
  if (!line) return std::unexpected(line.error());
  const auto output = engine_log_.open_for_process();
  if (!output) return std::unexpected(output.error());
  ::unlink(line->socket.c_str());  // llama-server neither removes nor replaces it
  std::vector<std::string_view> variables(options_.environment.begin(), options_.environment.end());
  KeptCommand kept;
  kept.keeper_program = options_.keeper_program;
  kept.command = server_arguments(*line);
  kept.environment = server_environment(variables, *line, key_);
  kept.grace = options_.grace;
  auto started = KeptProcess::start(loop_, kept, output->get(), [this] { loop_.post([this] { process_news(); }); });
  if (!started) return std::unexpected(started.error());
  process_ = std::move(*started);
  shared_.board.update([&line](ServerStatus& status) { ++status.starts, status.program = line->server; });
  return {};
}

base::Result<ServerCommand> Engine::command() const {
  const ServerSearch search{options_.managed.managed.llama_server, options_.path_variable, options_.home};
  auto program = find_server(search);
  if (!program) return std::unexpected(program.error());
  SocketSearch place;
  place.home = options_.home;
  place.runtime_folder = options_.runtime_folder;
  place.file_name = std::filesystem::path(endpoint_.spec().unix_path).filename().string();
  auto socket = prepare_socket_place(place);
  if (!socket) return std::unexpected(socket.error());
  std::filesystem::path presets = models_folder(options_) / presets_file;
  std::error_code problem;
  if (!std::filesystem::is_regular_file(presets, problem)) presets.clear();
  return ServerCommand{
      *program, *socket, models_folder(options_), options_.home / "no-cache", presets, options_.managed.managed.llama_args};
}

bool Engine::should_end() {
  if (stopping_) return true;
  if (loader_->busy()) return false;
  if (renew_) return shared_.gate->users() == 0;
  return loop_.now() >= idle_end() && shared_.gate->close_if_unused();
}

base::SteadyTime Engine::idle_end() const {
  const auto& limit = options_.managed.managed.idle_stop;
  return limit ? std::max(ready_since_, shared_.gate->last_left()) + *limit : base::SteadyTime::max();
}

Tick Engine::next_look(Tick health_at) const {
  if (renew_) return std::min(health_at, loop_.tick_after(look_for_users_after));
  const base::SteadyTime end = idle_end();
  if (end == base::SteadyTime::max() || shared_.gate->users() != 0 || loader_->busy()) return health_at;
  return std::min(health_at, std::max(loop_.tick_at(end), loop_.tick() + 1));
}

void Engine::failed(FailedWhile phase, const Error& error) {
  policy_.failed(phase, loop_.now());
  log_.warning(part, "{}", error.message);
  show(ServerState::failed, error.message);
  if (phase == FailedWhile::starting) refuse_pending(error);  // who came to a server that was ready deserves another one
}

void Engine::refuse_pending(const Error& error) {
  for (Need& need : std::exchange(pending_, {})) need.refuse(error);
}

void Engine::show(ServerState state, std::string detail) {
  log_.debug(part, "llama-server: {}", name(state));
  shared_.board.update([&](ServerStatus& status) {
    if (process_ && process_->end()) status.last_end = describe(*process_->end());
    status.state = state;
    status.detail = std::move(detail);
    status.log = engine_log_.file();
    status.not_before = loop_.now() + policy_.pause_left(loop_.now());
    if (!process_ || process_->end()) status.pid = 0;
  });
}

void Engine::show_at_rest() {
  if (policy_.failures() > 0 && shared_.board.read().state == ServerState::failed) return;
  const auto line = command();
  if (!line) return show(ServerState::missing, line.error().message);
  shared_.board.update([&line](ServerStatus& status) { status.program = line->server; });
  if (shared_.models.list().empty()) return show(ServerState::missing, unknown_model("").message);
  show(ServerState::stopped);
}

// What is told.

Error Engine::ended() const {
  const std::string words = engine_log_.last_complaint();
  return {ErrorKind::provider_unreachable,
          fmt::format("llama-server {}{}{} (log: {})", describe(*process_->end()), words.empty() ? "" : ": ", words,
                      engine_log_.file().string()),
          base::Origin::provider};
}

Error Engine::silent(std::string_view how) const {
  const std::string words = engine_log_.last_complaint();
  return {ErrorKind::provider_unreachable,
          fmt::format("llama-server {}{}{} (log: {})", how, words.empty() ? "" : "; its last line: ", words, engine_log_.file().string()),
          base::Origin::provider};
}

Error Engine::paused(base::Milliseconds left) const {
  Error error(ErrorKind::provider_unreachable,
              fmt::format("llama-server failed {} times in a row and is started again in {} s at the earliest; last: {}",
                          policy_.failures(), std::chrono::ceil<std::chrono::seconds>(left).count(), shared_.board.read().detail),
              base::Origin::provider);
  error.retry_after = left;
  return error;
}

Error Engine::unknown_model(const std::string& id) const {
  const std::string folder = models_folder(options_).string();
  if (shared_.models.list().empty())
    return {ErrorKind::model_not_found, fmt::format("there is no local model yet: put a .gguf file into {}", folder)};
  return {ErrorKind::model_not_found, fmt::format("there is no local model {}: the models are the .gguf files in {}", id, folder)};
}

}  // namespace patchbay::local
