// What state is the managed llama-server in? For the page, doctor and tests; never for the request path.
//
//                    a request needs it            answers /health
//        ┌─ stopped ─────────────────▶ starting ───────────────────▶ ready ──┐ unused for idle_stop, new options,
//        │     ▲                          │                            │     │ or patchbay stops
//  gains │     │ nothing is left          │ ends, cannot be started,   │     ▼
//  or    │     └──────────── stopping ◀───┼─── silent for too long ────┼── stopping
//  loses ▼                                ▼                            │ ends, or is silent: leases get errors
//     missing                          failed ◀────────────────────────┘
//  (no program,                           │ the pause is over (1 s to 60 s, none after a first crash) and a request needs it
//   no models)                            └──────────────▶ starting
#pragma once

#include "base/clock.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace patchbay::local {

enum class ServerState : std::uint8_t { missing, stopped, starting, ready, failed, stopping };
std::string_view name(ServerState state);

struct ServerStatus {
  ServerState state = ServerState::stopped;
  std::string detail;             // missing, failed: why, and what to do
  base::SteadyTime not_before{};  // failed: when the next start is allowed
  pid_t pid = 0;                  // llama-server's, while it runs
  std::uint64_t starts = 0;       // since patchbay began
  std::string last_end;           // how it ended the last time; empty: never ran, or still does
  std::filesystem::path log;      // its output
  std::filesystem::path program;  // what runs, or would; empty when missing
};

// One writer, any readers; a short lock.
class StatusBoard {
 public:
  [[nodiscard]] ServerStatus read() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  template <class Change>
  void update(Change change) {
    const std::lock_guard lock(mutex_);
    change(status_);
  }

 private:
  mutable std::mutex mutex_;
  ServerStatus status_;
};

}  // namespace patchbay::local
