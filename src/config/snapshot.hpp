// The configuration as the rest of the program sees it: complete, valid, immutable. Every key of the files has one field here, and nothing
// is here that a file can set and nobody honours. Shared as shared_ptr<const Snapshot>; a running request keeps the one that it began with.
#pragma once

#include "base/error_tables.hpp"
#include "base/secret_reference.hpp"
#include "catalog/vendor.hpp"
#include "config/address.hpp"
#include "config/place.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace patchbay::config {

using Milliseconds = std::chrono::milliseconds;

struct Tls {
  std::string certificate;  // PEM file with the chain; empty: no TLS
  std::string key;          // PEM file
  friend bool operator==(const Tls&, const Tls&) = default;
};

struct Server {
  HostPort listen{"127.0.0.1", 7878};
  bool detect = true;                        // define the providers that the environment shows
  std::vector<std::string> hosts;            // further Host names that are ours, lower case, without port
  std::vector<std::string> allowed_origins;  // scheme://host[:port], lower case
  std::int64_t threads = 0;                  // 0: one per core, at most 8
  std::int64_t max_body_bytes = 67'108'864;
  std::int64_t max_buffered_bytes = 0;  // 0: a quarter of memory
  bool config_writes = true;
  bool local_login = true;                        // /admin over TCP needs a session, on loopback too
  bool force_hub = false;                         // everything through the canonical form, even where pass-through would do
  Milliseconds drain = std::chrono::seconds(30);  // how long running streams may go on after the signal to stop
  Tls tls;
  friend bool operator==(const Server&, const Server&) = default;
};

enum class LogFormat : std::uint8_t { text, json };

struct Log {
  base::LogLevel level = base::LogLevel::info;
  LogFormat format = LogFormat::text;
  bool content = false;  // may prompts and answers be logged?
  friend bool operator==(const Log&, const Log&) = default;
};

struct Timeouts {
  Milliseconds connect = std::chrono::seconds(5);
  std::optional<Milliseconds> first_token;  // unset: the contract's default by case
  Milliseconds idle = std::chrono::seconds(30);
  std::optional<Milliseconds> total;            // unset: none while tokens flow, 10 min otherwise
  Milliseconds load = std::chrono::minutes(5);  // a managed model's loading
  friend bool operator==(const Timeouts&, const Timeouts&) = default;
};

// Whose key goes to the provider.
struct NoKey {
  friend bool operator==(const NoKey&, const NoKey&) = default;
};
struct ClientKey {  // api_key = "client": the caller's own
  friend bool operator==(const ClientKey&, const ClientKey&) = default;
};
using ApiKey = std::variant<NoKey, ClientKey, base::SecretReference>;

// How a provider is reached. from_environment: HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide; direct: proxy = "none".
struct Proxy {
  enum class Mode : std::uint8_t { from_environment, direct, fixed };
  Mode mode = Mode::from_environment;
  Url url;  // for fixed
  friend bool operator==(const Proxy&, const Proxy&) = default;
};

// llama-server as our child; set for managed = true.
struct Managed {
  std::string models_dir;                                            // empty: models in the home
  std::string llama_server;                                          // empty: on PATH, else in the home
  std::optional<Milliseconds> idle_stop = std::chrono::minutes(15);  // unset ("none"): it stays
  std::vector<std::string> llama_args;                               // further arguments, after ours
  friend bool operator==(const Managed&, const Managed&) = default;
};

struct Provider {
  std::string name;                         // the prefix in model names: [a-z0-9_-]
  const catalog::Vendor* vendor = nullptr;  // never null in a Snapshot
  std::optional<Url> base_url;              // the file's, else the row's; unset only for managed
  ApiKey api_key;
  std::vector<std::pair<std::string, std::string>> headers;  // sent with every request; names in lower case, never a credential
  Timeouts timeouts;
  Proxy proxy;
  std::string ca_file;              // empty: the system's trust store
  std::vector<std::string> models;  // empty: what the provider lists
  std::optional<Managed> managed;
  Place place;  // empty path: detected

  // Everything but the place.
  [[nodiscard]] bool same_as(const Provider& other) const;
};

// A name that clients may use for a model of a provider. Chains of aliases are resolved already.
struct Alias {
  std::string name;
  std::string provider;
  std::string model;
  Place place;
};

struct Snapshot {
  Server server;
  Log log;
  std::vector<Provider> providers;  // in order of definition, files first, then the detected
  std::vector<Alias> aliases;       // sorted by name

  [[nodiscard]] const Provider* find_provider(std::string_view name) const;  // nullptr: none
  [[nodiscard]] const Alias* find_alias(std::string_view name) const;        // nullptr: none
};

using SnapshotPointer = std::shared_ptr<const Snapshot>;

}  // namespace patchbay::config
