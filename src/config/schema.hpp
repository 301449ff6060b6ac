// The one description of the configuration: every table and key with its type, default, meaning and effect. It drives reading, suggestions
// for unknown keys, the comparison of two snapshots and the reference page. A new key is one more row, and one more field of the Snapshot.
#pragma once

#include "config/difference.hpp"
#include "config/snapshot.hpp"
#include "config/value_reader.hpp"

#include <span>
#include <string_view>

namespace patchbay::config {

struct KeyText {
  std::string_view name;
  std::string_view type;           // for people
  std::string_view default_value;  // for people; empty: none, it may be left out
  std::string_view documentation;
  Effect effect = Effect::live;
  std::string_view since = "0.1";
};

// A provider while its table is read: keys that depend on each other are checked at the end.
struct ProviderDraft : Provider, Managed {
  bool is_managed = false;
};

// How one key gets from the tree (Draft) and how it compares in two snapshots (Final).
template <class Draft, class Final>
struct Key {
  KeyText text;
  void (*read)(ValueReader&, const Node&, Draft&);
  bool (*same)(const Final&, const Final&);
};

using ServerKey = Key<Server, Server>;
using TlsKey = Key<Tls, Tls>;
using LogKey = Key<Log, Log>;
using TimeoutsKey = Key<Timeouts, Timeouts>;
using ProviderKey = Key<ProviderDraft, Provider>;

std::span<const ServerKey> server_keys();
std::span<const TlsKey> tls_keys();
std::span<const LogKey> log_keys();
std::span<const TimeoutsKey> timeouts_keys();
std::span<const ProviderKey> provider_keys();

// Names that the project's contract has and this version does not honour: refused as such, never silently accepted.
std::span<const std::string_view> later_tables();
std::span<const std::string_view> later_provider_keys();

// Tables of a file.
std::span<const std::string_view> tables();

}  // namespace patchbay::config
