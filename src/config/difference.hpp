// What a reload changes, and what of it needs a restart.
#pragma once

#include "config/snapshot.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::config {

enum class Effect : std::uint8_t { live, restart };
enum class ChangeKind : std::uint8_t { added, removed, changed };

struct Change {
  ChangeKind kind = ChangeKind::changed;
  std::string key;  // server.threads, providers.openai (added, removed), providers.openai.base_url (changed), aliases.fast
  Effect effect = Effect::live;
  friend bool operator==(const Change&, const Change&) = default;
};

// In the order of the schema; empty: nothing changed. A Change with Effect::restart is not in force until the next start: carry the old
// value on.
std::vector<Change> difference(const Snapshot& before, const Snapshot& after);

// "server.threads changed (needs a restart)".
std::string describe(const Change& change);

}  // namespace patchbay::config
