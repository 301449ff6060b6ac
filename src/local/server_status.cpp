#include "local/server_status.hpp"

namespace patchbay::local {

std::string_view name(ServerState state) {
  switch (state) {
    case ServerState::missing: return "missing";
    case ServerState::stopped: return "stopped";
    case ServerState::starting: return "starting";
    case ServerState::ready: return "ready";
    case ServerState::failed: return "failed";
    case ServerState::stopping: return "stopping";
  }
  return "stopped";
}

}  // namespace patchbay::local
