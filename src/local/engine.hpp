// The supervisor's own thread: brings llama-server up when a model is needed, watches it, takes it down. One coroutine lives its states
// (server_status.hpp) one after the other; requests, news of the process and of the folder arrive as jobs on the same loop.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "local/engine_log.hpp"
#include "local/folder_watch.hpp"
#include "local/kept_process.hpp"
#include "local/lease.hpp"
#include "local/model_loader.hpp"
#include "local/model_table.hpp"
#include "local/need.hpp"
#include "local/news.hpp"
#include "local/restart_policy.hpp"
#include "local/router_client.hpp"
#include "local/server_command.hpp"
#include "local/server_status.hpp"
#include "local/supervisor_options.hpp"
#include "telemetry/log.hpp"
#include "transport/http_client.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::local {

// What the thread and the others share.
struct EngineShared {
  ModelTable models;
  StatusBoard board;
  std::shared_ptr<LeaseGate> gate = std::make_shared<LeaseGate>();
};

// Everything on the loop's thread. What is passed by reference outlives it.
class Engine {
 public:
  Engine(transport::EventLoop& loop, transport::HttpClient& client, const transport::Endpoint& endpoint, const base::Secret& key,
         SupervisorOptions options, EngineShared& shared, const telemetry::Logger& log);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  transport::Task<void> run();  // until stop(); nothing of llama-server is left then
  void need(Need need);
  void doubt();
  void reconfigure(ManagedOptions options);
  void stop();

 private:
  using Outcome = base::Result<void>;  // an error: llama-server failed

  transport::Task<bool> needed();
  transport::Task<void> live();
  transport::Task<Outcome> come_up();
  transport::Task<Outcome> serve();
  transport::Task<Outcome> watch();
  transport::Task<Outcome> check_health();
  transport::Task<Outcome> resolve_doubt();
  transport::Task<void> take_down();

  base::Result<void> launch();
  base::Result<ServerCommand> command() const;
  void read_folder();
  void folder_changed();
  void process_news();
  void failed(FailedWhile phase, const base::Error& error);
  void serve_pending();
  void unserved(std::vector<Need> needs);
  void refuse_pending(const base::Error& error);
  void show(ServerState state, std::string detail = {});
  void show_at_rest();
  [[nodiscard]] bool should_end();
  [[nodiscard]] transport::Tick next_look(transport::Tick health_at) const;
  [[nodiscard]] base::SteadyTime idle_end() const;
  [[nodiscard]] base::Error ended() const;
  [[nodiscard]] base::Error silent(std::string_view how) const;
  [[nodiscard]] base::Error paused(base::Milliseconds left) const;
  [[nodiscard]] base::Error unknown_model(const std::string& id) const;

  transport::EventLoop& loop_;
  transport::HttpClient& client_;
  const transport::Endpoint& endpoint_;
  const base::Secret& key_;
  SupervisorOptions options_;
  EngineShared& shared_;
  const telemetry::Logger& log_;

  RouterClient router_;
  EngineLog engine_log_;
  FolderWatch folder_watch_;
  News news_;
  RestartPolicy policy_;
  std::vector<Need> pending_;  // wait for the server, not yet for a model
  std::unique_ptr<KeptProcess> process_;
  std::unique_ptr<ModelLoader> loader_;      // while ready
  transport::CancelSource* life_ = nullptr;  // ends what is asked of this run of the server
  base::SteadyTime ready_since_{};
  int silent_checks_ = 0;
  bool folder_job_posted_ = false;
  bool renew_ = false;    // the running server has old options
  bool doubted_ = false;  // somebody could not reach the server that should be ready
  bool stopping_ = false;
};

}  // namespace patchbay::local
