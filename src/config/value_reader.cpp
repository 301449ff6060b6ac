#include "config/value_reader.hpp"

#include "catalog/suggestion.hpp"
#include "config/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace patchbay::config {
namespace {

constexpr std::int64_t most_threads = 256;
constexpr Milliseconds longest_duration = std::chrono::hours(24 * 7);

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

std::string folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

}  // namespace

void ValueReader::error(Position at, std::string message, std::string cure, std::optional<Place> related) {
  diagnostics_->push_back({Severity::error, place(at), std::move(message), std::move(cure), std::move(related)});
}

void ValueReader::warning(Position at, std::string message, std::string cure) {
  diagnostics_->push_back({Severity::warning, place(at), std::move(message), std::move(cure), std::nullopt});
}

bool ValueReader::is(const Node& node, NodeKind kind, std::string_view example) {
  if (node.kind == kind) return true;
  error(node.position, fmt::format("this must be {}, not {}", describe(kind), describe(node.kind)), fmt::format("for example {}", example));
  return false;
}

std::optional<std::string> ValueReader::text(const Node& node, std::string_view example) {
  if (!is(node, NodeKind::text, example)) return std::nullopt;
  if (!node.text.empty() && std::none_of(node.text.begin(), node.text.end(), is_control)) return node.text;
  error(node.position, node.text.empty() ? "this text is empty" : "this text holds a control character",
        fmt::format("for example {}", example));
  return std::nullopt;
}

std::optional<bool> ValueReader::boolean(const Node& node) {
  if (node.kind == NodeKind::boolean) return node.boolean;
  const bool quoted = node.kind == NodeKind::text && (node.text == "true" || node.text == "false");
  error(node.position, fmt::format("this must be true or false, not {}", describe(node.kind)),
        quoted ? fmt::format("without the quotes: {}", node.text) : "write true or false, without quotes");
  return std::nullopt;
}

std::optional<bool> ValueReader::only_false(const Node& node) {
  const auto value = boolean(node);
  if (!value || !*value) return value;
  error(node.position, "true is not supported by this version yet", "write false, or leave the key out");
  return std::nullopt;
}

std::optional<std::int64_t> ValueReader::thread_count(const Node& node) {
  if (!is(node, NodeKind::integer, "4")) return std::nullopt;
  if (node.integer >= 0 && node.integer <= most_threads) return node.integer;
  error(node.position, fmt::format("{} threads are not possible", node.integer),
        fmt::format("0 (one per core, at most 8) to {}", most_threads));
  return std::nullopt;
}

std::optional<std::int64_t> ValueReader::size(const Node& node) {
  constexpr std::string_view cure = "a number of bytes, or a text with a unit: 67108864, \"64MB\", \"1GB\"";
  std::optional<std::int64_t> bytes;
  if (node.kind == NodeKind::integer && node.integer >= 0) bytes = node.integer;
  if (node.kind == NodeKind::text) bytes = parse_size(node.text);
  if (!bytes) error(node.position, "this is not a size", std::string(cure));
  return bytes;
}

std::optional<Milliseconds> ValueReader::duration_between(const Node& node, Milliseconds least) {
  constexpr std::string_view cure = "a number with a unit, in quotes: \"300ms\", \"5s\", \"2m\", \"1h\"";
  const auto parsed = node.kind == NodeKind::text ? parse_duration(node.text) : std::nullopt;
  if (!parsed) {
    const bool bare = node.kind == NodeKind::integer;
    error(node.position, bare ? "a duration needs a unit" : "this is not a duration",
          bare ? fmt::format("in quotes: \"{}s\" for seconds, \"{}ms\" for milliseconds", node.integer, node.integer) : std::string(cure));
    return std::nullopt;
  }
  if (*parsed >= least && *parsed <= longest_duration) return parsed;
  error(node.position, "this duration is out of range", fmt::format("between \"{}\" and \"168h\"", duration_text(least)));
  return std::nullopt;
}

std::optional<Milliseconds> ValueReader::duration(const Node& node) { return duration_between(node, Milliseconds(1)); }

std::optional<Milliseconds> ValueReader::duration_or_zero(const Node& node) { return duration_between(node, Milliseconds(0)); }

std::optional<std::optional<Milliseconds>> ValueReader::duration_or_none(const Node& node) {
  if (node.kind == NodeKind::text && node.text == "none") return std::optional<Milliseconds>();
  if (const auto value = duration(node)) return std::optional<Milliseconds>(*value);
  return std::nullopt;
}

std::optional<std::string> ValueReader::file_path(const Node& node) {
  auto path = text(node, "\"/etc/patchbay/file.pem\"");
  if (!path) return std::nullopt;
  if (path->starts_with('~')) {
    error(node.position, "~ is not expanded in paths", "write the whole path; a relative one starts from this file's folder");
    return std::nullopt;
  }
  return path->starts_with('/') ? *path : folder_of(path_) + *path;
}

std::optional<HostPort> ValueReader::listen(const Node& node) {
  const auto value = text(node, "\"127.0.0.1:7878\"");
  if (!value) return std::nullopt;
  const auto address = parse_host_port(*value);
  if (!address) {
    error(node.position, fmt::format("this is not an address to listen on: {}", address.error()),
          "host:port, for example \"127.0.0.1:7878\" or \"[::1]:7878\"");
    return std::nullopt;
  }
  if (address->is_loopback()) return *address;
  error(node.position,
        fmt::format("listening on {} lets other machines in, which needs client keys, and this version has none yet", address->host),
        "listen on a loopback address: \"127.0.0.1:7878\"");
  return std::nullopt;
}

std::optional<Url> ValueReader::url(const Node& node) {
  const auto value = text(node, "\"https://api.example.com/v1\"");
  if (!value) return std::nullopt;
  const auto parsed = parse_url(*value);
  if (parsed) return *parsed;
  error(node.position, fmt::format("this is not a URL that can be called: {}", parsed.error()),
        "scheme, host and perhaps port and path: \"https://api.example.com/v1\"");
  return std::nullopt;
}

std::optional<Proxy> ValueReader::proxy(const Node& node) {
  if (node.kind == NodeKind::text && node.text == "none") return Proxy{Proxy::Mode::direct, {}};
  const auto address = url(node);
  if (!address) return std::nullopt;
  if (address->scheme == Scheme::http && address->path.empty()) return Proxy{Proxy::Mode::fixed, *address};
  error(node.position,
        address->scheme == Scheme::https ? "proxies over https are not supported by this version yet" : "a proxy's URL has no path",
        "\"http://host:port\", or \"none\" for no proxy");
  return std::nullopt;
}

std::optional<ApiKey> ValueReader::api_key(const Node& node) {
  if (node.kind == NodeKind::text && node.text == "client") return ApiKey(ClientKey{});
  if (!is(node, NodeKind::text, "\"env:OPENAI_API_KEY\"")) return std::nullopt;
  auto reference = base::parse_secret_reference(node.text);
  if (!reference) {
    error(node.position, fmt::format("api_key: {}", reference.error().message),
          "api_key = \"env:NAME\", \"file:PATH\" or \"client\" (the caller's own key)");
    return std::nullopt;
  }
  if (reference->source == base::SecretReference::Source::file && !reference->locator.starts_with('/'))
    reference->locator = folder_of(path_) + reference->locator;
  return ApiKey(std::move(*reference));
}

std::optional<base::LogLevel> ValueReader::log_level(const Node& node) {
  constexpr std::array<std::pair<std::string_view, base::LogLevel>, 5> levels = {{{"debug", base::LogLevel::debug},
                                                                                  {"info", base::LogLevel::info},
                                                                                  {"warning", base::LogLevel::warning},
                                                                                  {"warn", base::LogLevel::warning},
                                                                                  {"error", base::LogLevel::error}}};
  const auto value = text(node, "\"info\"");
  if (!value) return std::nullopt;
  for (const auto& [name, level] : levels)
    if (name == *value) return level;
  error(node.position, "there is no such log level", "\"debug\", \"info\", \"warning\" or \"error\"");
  return std::nullopt;
}

std::optional<LogFormat> ValueReader::log_format(const Node& node) {
  const auto value = text(node, "\"text\"");
  if (!value) return std::nullopt;
  if (*value == "text") return LogFormat::text;
  if (*value == "json") return LogFormat::json;
  error(node.position, "there is no such log format", "\"text\" or \"json\"");
  return std::nullopt;
}

template <class Read>
std::optional<std::vector<std::string>> ValueReader::each_text(const Node& node, std::string_view example, Read read) {
  if (!is(node, NodeKind::array, fmt::format("[{}]", example))) return std::nullopt;
  std::vector<std::string> values;
  bool complete = true;
  for (const Node& item : node.items) {
    std::optional<std::string> value = text(item, example);
    if (value) value = read(item);
    complete = complete && value.has_value();
    if (value) values.push_back(std::move(*value));
  }
  return complete ? std::optional(std::move(values)) : std::nullopt;
}

std::optional<std::vector<std::string>> ValueReader::texts(const Node& node) {
  return each_text(node, "\"text\"", [](const Node& item) { return std::optional(item.text); });
}

std::optional<std::string> ValueReader::host_name(const Node& node) {
  const bool bracketed = node.text.starts_with('[') && node.text.ends_with(']');
  const auto address = parse_host_port(!bracketed && node.text.find(':') != std::string::npos ? node.text : node.text + ":1");
  if (address && (bracketed || node.text.find(':') == std::string::npos)) return address->host;
  error(node.position, "this is not a host name", "a name without scheme and port: \"gateway.example.org\"");
  return std::nullopt;
}

std::optional<std::vector<std::string>> ValueReader::hosts(const Node& node) {
  return each_text(node, "\"gateway.example.org\"", [this](const Node& item) { return host_name(item); });
}

std::optional<std::string> ValueReader::origin(const Node& node) {
  const auto url = parse_url(node.text);
  if (url && url->path.empty() && !node.text.ends_with('/')) return url->text();
  // Browser extensions and desktop applications have origins of other schemes.
  const std::string lower = lower_case(node.text);
  const auto colon = lower.find("://");
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.'; };
  const bool other_scheme = colon != std::string::npos && colon > 0 && !lower.starts_with("http://") && !lower.starts_with("https://") &&
                            std::all_of(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(colon), fits);
  const std::string_view rest = other_scheme ? std::string_view(lower).substr(colon + 3) : std::string_view();
  if (!rest.empty() && std::all_of(rest.begin(), rest.end(), fits)) return lower;
  error(node.position, "this is not an origin", "scheme, host and perhaps port, without a path: \"https://app.example.org\"");
  return std::nullopt;
}

std::optional<std::vector<std::string>> ValueReader::origins(const Node& node) {
  return each_text(node, "\"https://app.example.org\"", [this](const Node& item) { return origin(item); });
}

std::optional<std::vector<std::string>> ValueReader::models(const Node& node) {
  if (node.kind == NodeKind::table) {
    error(node.position, "overrides per model are not supported by this version yet",
          "list the names: models = [\"model-a\", \"model-b\"]");
    return std::nullopt;
  }
  if (node.kind == NodeKind::array && node.items.empty()) {
    error(node.position, "this list of models is empty", "name at least one model, or leave the key out to offer what the provider lists");
    return std::nullopt;
  }
  return each_text(node, "\"model-name\"", [](const Node& item) { return std::optional(item.text); });
}

std::optional<std::vector<std::string>> ValueReader::server_arguments(const Node& node) {
  constexpr std::array<std::string_view, 5> ours = {"--host", "--port", "--api-key", "--api-key-file", "--models-dir"};
  return each_text(node, "\"--threads\"", [&](const Node& item) -> std::optional<std::string> {
    const std::string_view option = std::string_view(item.text).substr(0, item.text.find('='));
    if (std::find(ours.begin(), ours.end(), option) == ours.end()) return item.text;
    error(item.position, fmt::format("{} is set by patchbay itself", option),
          "leave it out (models_dir = \"...\" chooses the folder of the models)");
    return std::nullopt;
  });
}

std::optional<const catalog::Vendor*> ValueReader::kind(const Node& node) {
  const auto value = text(node, "\"openai-compatible\"");
  if (!value) return std::nullopt;
  if (const catalog::Vendor* vendor = catalog::find(*value)) return vendor;
  std::string all;
  for (const catalog::Vendor& vendor : catalog::vendors()) all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", vendor.kind);
  for (const catalog::PlannedVendor& planned : catalog::planned_vendors()) {
    if (planned.kind != *value) continue;
    error(node.position, fmt::format("kind \"{}\" is not supported by this version yet", *value),
          planned.openai_compatible ? "kind = \"openai-compatible\" with its base_url works today" : fmt::format("known kinds: {}", all));
    return std::nullopt;
  }
  const std::string_view meant = catalog::suggested_kind(*value);
  error(node.position, "there is no such kind of provider",
        meant.empty() ? fmt::format("one of {}", all) : fmt::format("did you mean \"{}\"? Known kinds: {}", meant, all));
  return std::nullopt;
}

}  // namespace patchbay::config
