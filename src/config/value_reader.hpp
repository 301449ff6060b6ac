// One value of the tree to a typed value, or to a diagnostic that says what would be right.
#pragma once

#include "config/diagnostic.hpp"
#include "config/snapshot.hpp"
#include "config/toml_reader.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::config {

// Reads the values of one file. Every reader returns nothing after it has added a diagnostic. Values are not repeated in messages: they may
// be secrets.
class ValueReader {
 public:
  ValueReader(std::string path, std::vector<Diagnostic>& diagnostics) : path_(std::move(path)), diagnostics_(&diagnostics) {}

  std::optional<bool> boolean(const Node& node);
  std::optional<std::int64_t> thread_count(const Node& node);  // 0 to 256
  std::optional<std::int64_t> size(const Node& node);          // bytes: an integer or "64MB"
  std::optional<Milliseconds> duration(const Node& node);      // "5s": more than nothing, at most a week
  std::optional<Milliseconds> duration_or_zero(const Node& node);
  std::optional<std::optional<Milliseconds>> duration_or_none(const Node& node);
  std::optional<std::string> file_path(const Node& node);  // relative ones start from the file's folder
  std::optional<HostPort> listen(const Node& node);
  std::optional<Url> url(const Node& node);
  std::optional<Proxy> proxy(const Node& node);
  std::optional<ApiKey> api_key(const Node& node);
  std::optional<base::LogLevel> log_level(const Node& node);
  std::optional<LogFormat> log_format(const Node& node);
  std::optional<std::vector<std::string>> texts(const Node& node);    // a list of texts, none of them empty
  std::optional<std::vector<std::string>> hosts(const Node& node);    // Host names without port
  std::optional<std::vector<std::string>> origins(const Node& node);  // scheme://host[:port]
  std::optional<std::vector<std::string>> models(const Node& node);
  std::optional<std::vector<std::string>> server_arguments(const Node& node);  // for llama-server, without those that are ours to give
  std::optional<std::vector<std::pair<std::string, std::string>>> headers(const Node& node);
  std::optional<const catalog::Vendor*> kind(const Node& node);
  std::optional<bool> only_false(const Node& node);  // a switch that this version has but cannot turn on

  // A text; `example` is shown when it is something else.
  std::optional<std::string> text(const Node& node, std::string_view example);
  bool is(const Node& node, NodeKind kind, std::string_view example);

  void error(Position at, std::string message, std::string cure, std::optional<Place> related = std::nullopt);
  void warning(Position at, std::string message, std::string cure);
  [[nodiscard]] Place place(Position at) const { return {path_, at.line, at.column}; }

 private:
  std::optional<Milliseconds> duration_between(const Node& node, Milliseconds least);
  std::optional<std::string> origin(const Node& node);
  std::optional<std::string> host_name(const Node& node);
  template <class Read>
  std::optional<std::vector<std::string>> each_text(const Node& node, std::string_view example, Read read);

  std::string path_;
  std::vector<Diagnostic>* diagnostics_;
};

}  // namespace patchbay::config
