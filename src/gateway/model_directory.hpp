// What every provider offers, remembered: nobody waits for a provider that is slow or dead. Lists are refreshed in the background.
#pragma once

#include "base/clock.hpp"
#include "canonical/operations.hpp"
#include "gateway/published.hpp"
#include "gateway/services.hpp"
#include "protocols/protocol.hpp"
#include "routing/model_index.hpp"
#include "transport/task.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace patchbay::gateway {

class WorkerContext;

// How the last listing of a provider went, for the page and doctor.
struct ListingReport {
  std::string provider;
  routing::ListingState state = routing::ListingState::unknown;
  std::size_t models = 0;
  std::string problem;  // empty: none
  base::SteadyTime when{};
};

// Thread-safe, except where a loop is named.
class ModelDirectory {
 public:
  ModelDirectory();

  [[nodiscard]] const Published<routing::ModelIndex>& index() const { return index_; }
  // Every model as clients see it (provider/model and aliases), as of now.
  [[nodiscard]] std::vector<protocols::ListedModel> listed(const config::Snapshot& snapshot, const local::Supervisor* local) const;
  [[nodiscard]] std::vector<ListingReport> reports() const;

  // Takes in what needs no network: declared lists and the local folder. Called at start, after a reload and when the folder changes.
  void settle(const config::Snapshot& snapshot, const local::Supervisor* local);
  // Asks every provider whose list is older than `age`, each for at most 3 s, all at once; returns when all have answered or not.
  transport::Task<void> refresh(WorkerContext& worker, std::chrono::milliseconds age);

 private:
  struct Entry {
    routing::ListingState state = routing::ListingState::unknown;
    std::vector<canonical::ModelInfo> models;
    std::string problem;
    base::SteadyTime when{};
    bool asking = false;
    bool asked = false;
  };
  transport::Task<void> ask(WorkerContext& worker, std::string provider);
  bool claim(const std::string& provider, base::SteadyTime now, std::chrono::milliseconds age);
  void publish(const config::Snapshot& snapshot);

  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  Published<routing::ModelIndex> index_;
};

}  // namespace patchbay::gateway
