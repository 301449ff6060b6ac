#include "local/model_table.hpp"

#include <algorithm>

namespace patchbay::local {

struct ModelTable::Entry {
  explicit Entry(std::string model_id) : id(std::move(model_id)) {}

  const std::string id;
  std::atomic<std::uint64_t> size = 0;
  std::atomic<bool> sees_images = false;
  std::atomic<ModelState> state = ModelState::unloaded;
  std::atomic<base::SteadyTime::rep> heard_at = 0;
  Entry* next = nullptr;
};

std::string_view name(ModelState state) {
  switch (state) {
    case ModelState::absent: return "absent";
    case ModelState::unloaded: return "unloaded";
    case ModelState::loading: return "loading";
    case ModelState::loaded: return "loaded";
    case ModelState::failed: return "failed";
  }
  return "absent";
}

ModelTable::~ModelTable() {
  for (Entry* entry = first_.load(); entry != nullptr;) delete std::exchange(entry, entry->next);
}

ModelTable::Entry* ModelTable::find(std::string_view id) const {
  Entry* entry = first_.load(std::memory_order_acquire);
  while (entry != nullptr && entry->id != id) entry = entry->next;
  return entry;
}

ModelState ModelTable::state(std::string_view id) const {
  const Entry* entry = find(id);
  return entry == nullptr ? ModelState::absent : entry->state.load(std::memory_order_acquire);
}

bool ModelTable::contains(std::string_view id) const { return state(id) != ModelState::absent; }

bool ModelTable::is_loaded(std::string_view id, base::SteadyTime now) const {
  const Entry* entry = find(id);
  if (entry == nullptr || entry->state.load(std::memory_order_acquire) != ModelState::loaded) return false;
  const base::SteadyTime heard{base::SteadyTime::duration(entry->heard_at.load(std::memory_order_relaxed))};
  return now - heard <= believed_for;
}

std::vector<ModelInfo> ModelTable::list() const {
  std::vector<ModelInfo> models;
  for (const Entry* entry = first_.load(std::memory_order_acquire); entry != nullptr; entry = entry->next)
    if (const ModelState state = entry->state.load(std::memory_order_acquire); state != ModelState::absent)
      models.push_back({entry->id, entry->size.load(std::memory_order_relaxed), entry->sees_images.load(std::memory_order_relaxed), state});
  std::ranges::sort(models, {}, &ModelInfo::id);
  return models;
}

void ModelTable::set_files(const std::vector<ModelFile>& files) {
  for (Entry* entry = first_.load(); entry != nullptr; entry = entry->next)
    if (std::ranges::find(files, entry->id, &ModelFile::id) == files.end())
      entry->state.store(ModelState::absent, std::memory_order_release);
  for (const ModelFile& file : files) {
    Entry* entry = find(file.id);
    const bool is_new = entry == nullptr;
    if (is_new) entry = new Entry(file.id);
    entry->size.store(file.size, std::memory_order_relaxed);
    entry->sees_images.store(file.sees_images, std::memory_order_relaxed);
    if (entry->state.load() == ModelState::absent) entry->state.store(ModelState::unloaded, std::memory_order_release);
    if (!is_new) continue;
    entry->next = first_.load();
    first_.store(entry, std::memory_order_release);
  }
}

void ModelTable::set_state(std::string_view id, ModelState state, base::SteadyTime now) {
  Entry* entry = find(id);
  if (entry == nullptr || entry->state.load() == ModelState::absent) return;
  entry->heard_at.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  entry->state.store(state, std::memory_order_release);
}

void ModelTable::set_all_unloaded() {
  for (Entry* entry = first_.load(); entry != nullptr; entry = entry->next)
    if (entry->state.load() != ModelState::absent) entry->state.store(ModelState::unloaded, std::memory_order_release);
}

}  // namespace patchbay::local
