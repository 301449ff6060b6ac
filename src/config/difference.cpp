#include "config/difference.hpp"

#include "config/schema.hpp"

#include <fmt/format.h>

#include <span>

namespace patchbay::config {
namespace {

template <class Draft, class Final>
void compare(std::vector<Change>& changes, std::string_view table, std::span<const Key<Draft, Final>> keys, const Final& before,
             const Final& after) {
  for (const auto& key : keys)
    if (!key.same(before, after)) changes.push_back({ChangeKind::changed, fmt::format("{}.{}", table, key.text.name), key.text.effect});
}

void compare_providers(std::vector<Change>& changes, const Snapshot& before, const Snapshot& after) {
  for (const Provider& old : before.providers) {
    const Provider* now = after.find_provider(old.name);
    if (now == nullptr)
      changes.push_back({ChangeKind::removed, "providers." + old.name, Effect::live});
    else
      compare(changes, "providers." + old.name, provider_keys(), old, *now);
  }
  for (const Provider& now : after.providers)
    if (before.find_provider(now.name) == nullptr) changes.push_back({ChangeKind::added, "providers." + now.name, Effect::live});
}

void compare_aliases(std::vector<Change>& changes, const Snapshot& before, const Snapshot& after) {
  for (const Alias& old : before.aliases) {
    const Alias* now = after.find_alias(old.name);
    if (now == nullptr)
      changes.push_back({ChangeKind::removed, "aliases." + old.name, Effect::live});
    else if (now->provider != old.provider || now->model != old.model)
      changes.push_back({ChangeKind::changed, "aliases." + old.name, Effect::live});
  }
  for (const Alias& now : after.aliases)
    if (before.find_alias(now.name) == nullptr) changes.push_back({ChangeKind::added, "aliases." + now.name, Effect::live});
}

}  // namespace

std::vector<Change> difference(const Snapshot& before, const Snapshot& after) {
  std::vector<Change> changes;
  compare(changes, "server", server_keys(), before.server, after.server);
  compare(changes, "log", log_keys(), before.log, after.log);
  compare_providers(changes, before, after);
  compare_aliases(changes, before, after);
  return changes;
}

std::string describe(const Change& change) {
  constexpr std::string_view words[] = {"added", "removed", "changed"};
  return fmt::format("{} {}{}", change.key, words[static_cast<std::size_t>(change.kind)],
                     change.effect == Effect::restart ? " (takes effect at the next start)" : "");
}

}  // namespace patchbay::config
