// The composition root: makes everything that serves, in order, and takes it down again.
#pragma once

#include "base/result.hpp"
#include "cli/config_files.hpp"
#include "config/detect.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace patchbay::app {

struct ServerOptions {
  ServerOptions() = default;

  std::optional<std::string> config;  // --config
  std::string listen;                 // --listen HOST:PORT; empty: the configuration's
  std::filesystem::path home;
  std::optional<base::LogLevel> log_level;
  enum class Doors : std::uint8_t { tcp_and_socket, socket_only } doors = Doors::tcp_and_socket;
};

// Runs until stop() or a signal. The home is locked while it lives.
class Server {
 public:
  // Reads the configuration, binds, starts the workers. Errors: invalid_request (the configuration; every diagnostic is in the message),
  // conflict (address in use, home locked).
  static base::Result<std::unique_ptr<Server>> start(ServerOptions options, const config::Environment& environment);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] std::string url() const;         // http://127.0.0.1:7878; empty without a TCP door
  [[nodiscard]] std::string login_link() const;  // one-time
  [[nodiscard]] std::filesystem::path socket() const;

  // Serves until SIGINT or SIGTERM; SIGHUP and changed files reload. A second SIGINT or SIGTERM does not wait for running streams.
  void run();
  // Takes everything down within the grace time of the configuration. Idempotent.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// In main(), before anything else: the signals that run() takes are blocked in every thread.
void prepare_signals();

}  // namespace patchbay::app
