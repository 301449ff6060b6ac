// Which models are there, and is each of them loaded? Written by the supervisor's thread, read by every worker without a lock: entries are
// only ever added (there are as many as there have been models), their changing fields are atomic.
#pragma once

#include "base/clock.hpp"
#include "local/model_folder.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::local {

// absent: its file is gone. failed: the last try to load it failed; the next request tries again.
enum class ModelState : std::uint8_t { absent, unloaded, loading, loaded, failed };
std::string_view name(ModelState state);

// A copy of an entry at one moment.
struct ModelInfo {
  std::string id;
  std::uint64_t size = 0;  // bytes
  bool sees_images = false;
  ModelState state = ModelState::unloaded;
};

class ModelTable {
 public:
  // How long a `loaded` is believed: the router may unload a model at any time, to make room for another or after a crash.
  static constexpr base::Milliseconds believed_for = std::chrono::seconds(1);

  ModelTable() = default;
  ModelTable(const ModelTable&) = delete;
  ModelTable& operator=(const ModelTable&) = delete;
  ~ModelTable();

  // Any thread.
  [[nodiscard]] bool contains(std::string_view id) const;
  [[nodiscard]] bool is_loaded(std::string_view id, base::SteadyTime now) const;  // and that is news of no more than `believed_for`
  [[nodiscard]] ModelState state(std::string_view id) const;                      // absent for what was never there
  [[nodiscard]] std::vector<ModelInfo> list() const;                              // those not absent, ordered by id

  // The writing thread only.
  void set_files(const std::vector<ModelFile>& files);                          // models that are not among them become absent
  void set_state(std::string_view id, ModelState state, base::SteadyTime now);  // ignored for what is not there
  void set_all_unloaded();

 private:
  struct Entry;
  [[nodiscard]] Entry* find(std::string_view id) const;

  std::atomic<Entry*> first_ = nullptr;
};

}  // namespace patchbay::local
