#include "config/parse.hpp"

#include "config/alias_resolution.hpp"
#include "config/provider_reader.hpp"
#include "config/schema.hpp"
#include "config/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace patchbay::config {
namespace {

// Puts the files together. Reads on after an error, so that one run shows all of them.
class Assembly {
 public:
  void add(const SourceFile& file) {
    if (file.text.size() > largest_file) {
      diagnostics_.push_back(
          {Severity::error, {file.path, 0, 0}, "this file is larger than 1 MB", "a configuration is small: is this the right file?", {}});
      return;
    }
    auto root = read_toml(file.path, file.text);
    if (!root) {
      everything_read_ = false;
      return diagnostics_.push_back(std::move(root.error()));
    }
    ValueReader reader(file.path, diagnostics_);
    for (const Entry& entry : root->entries) add_table(reader, entry);
  }

  // After the last file.
  Parsed finish(std::span<const SourceFile> files, std::span<const Provider> detected) {
    if (snapshot_.server.detect) add_detected(detected);
    // In a file that is not TOML there may be any name.
    if (everything_read_) snapshot_.aliases = resolve_aliases(aliases_, provider_names(), diagnostics_);
    sort_diagnostics(files);
    Parsed parsed;
    if (!has_errors(diagnostics_)) parsed.snapshot = std::make_shared<const Snapshot>(std::move(snapshot_));
    parsed.diagnostics = std::move(diagnostics_);
    return parsed;
  }

 private:
  void add_table(ValueReader& reader, const Entry& entry) {
    const auto known = tables();
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) return report_unknown(reader, entry, {}, known, later_tables());
    if (!reader.is(entry.value, NodeKind::table, fmt::format("[{}]", entry.key))) return;
    if (entry.key == "server") {
      once(reader, entry);
      read_table(reader, entry.value, entry.key, server_keys(), snapshot_.server);
    } else if (entry.key == "log") {
      once(reader, entry);
      read_table(reader, entry.value, entry.key, log_keys(), snapshot_.log);
    } else if (entry.key == "aliases") {
      for (const Entry& alias : entry.value.entries) add_alias(reader, alias);
    } else {
      for (const Entry& provider : entry.value.entries) add_provider(reader, provider);
    }
  }

  // Keys of [server] and [log] may be spread over files, but each is defined once.
  void once(ValueReader& reader, const Entry& table) {
    for (const Entry& entry : table.value.entries) first_time(reader, table.key + "." + entry.key, entry.position);
  }

  bool first_time(ValueReader& reader, const std::string& name, Position position) {
    const auto [known, is_new] = defined_.emplace(name, reader.place(position));
    if (!is_new) reader.error(position, fmt::format("{} is defined twice", name), "keep one of the two", known->second);
    return is_new;
  }

  void add_alias(ValueReader& reader, const Entry& entry) {
    if (!first_time(reader, "aliases." + entry.key, entry.position)) return;
    const auto odd = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; };
    if (entry.key.empty() || entry.key.size() > 256 || std::any_of(entry.key.begin(), entry.key.end(), odd))
      return reader.error(entry.position, "this is not a name for an alias", "1 to 256 characters without spaces");
    if (const auto target = reader.text(entry.value, "\"local/smollm2-135m-instruct\""))
      aliases_.push_back({entry.key, *target, reader.place(entry.value.position)});
  }

  void add_provider(ValueReader& reader, const Entry& entry) {
    if (!first_time(reader, "providers." + entry.key, entry.position)) return;
    auto provider = read_provider(reader, entry);
    if (!provider) return;
    if (provider->managed && !only_managed(reader, *provider, entry.position)) return;
    snapshot_.providers.push_back(std::move(*provider));
  }

  bool only_managed(ValueReader& reader, const Provider& provider, Position position) {
    const auto other =
        std::find_if(snapshot_.providers.begin(), snapshot_.providers.end(), [](const Provider& p) { return p.managed.has_value(); });
    if (other == snapshot_.providers.end()) return true;
    reader.error(
        position,
        fmt::format("providers.{} and providers.{} are both managed; this version manages one llama-server", other->name, provider.name),
        "one llama-server serves all models of its folder: keep one managed = true", other->place);
    return false;
  }

  void add_detected(std::span<const Provider> detected) {
    const bool has_managed =
        std::any_of(snapshot_.providers.begin(), snapshot_.providers.end(), [](const Provider& p) { return p.managed.has_value(); });
    for (const Provider& provider : detected) {
      const bool replaced = defined_.contains("providers." + provider.name) || (has_managed && provider.managed);
      if (!replaced) snapshot_.providers.push_back(provider);
    }
  }

  // Also those whose tables are broken: an alias to one of them is right.
  [[nodiscard]] std::vector<std::string> provider_names() const {
    constexpr std::string_view prefix = "providers.";
    std::vector<std::string> names;
    for (const auto& [name, place] : defined_)
      if (name.starts_with(prefix)) names.push_back(name.substr(prefix.size()));
    for (const Provider& provider : snapshot_.providers)
      if (provider.place.path.empty()) names.push_back(provider.name);
    return names;
  }

  void sort_diagnostics(std::span<const SourceFile> files) {
    const auto rank = [&](const Diagnostic& diagnostic) {
      const auto file = std::find_if(files.begin(), files.end(), [&](const SourceFile& f) { return f.path == diagnostic.place.path; });
      return std::tuple(file - files.begin(), diagnostic.place.line, diagnostic.place.column);
    };
    std::sort(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
  }

  Snapshot snapshot_;
  std::vector<AliasDefinition> aliases_;
  std::map<std::string, Place> defined_;
  std::vector<Diagnostic> diagnostics_;
  bool everything_read_ = true;
};

}  // namespace

Parsed parse(std::span<const SourceFile> files, std::span<const Provider> detected) {
  Assembly assembly;
  for (const SourceFile& file : files) assembly.add(file);
  return assembly.finish(files, detected);
}

}  // namespace patchbay::config
