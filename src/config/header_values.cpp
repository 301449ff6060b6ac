// Which headers a configuration may add to every request of a provider.
#include "config/value_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace patchbay::config {
namespace {

// A key in here would be a plaintext secret in the file.
constexpr std::array<std::string_view, 7> credentials = {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key",
                                                         "cookie",        "x-amz-security-token"};
// The transport and the protocol own these.
constexpr std::array<std::string_view, 12> owned = {
    "host",    "content-length",  "content-type", "content-encoding", "transfer-encoding", "connection", "keep-alive", "te", "trailer",
    "upgrade", "accept-encoding", "expect"};

bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto fits = [&](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos; };
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), fits);
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Why a header of this name may not stand there, and what to do instead; nothing when it may.
std::optional<std::pair<std::string, std::string>> objection(const std::string& name) {
  if (!is_header_name(name)) return std::pair("this is not the name of a header", "letters, digits and -, for example x-team");
  if (among(credentials, name))
    return std::pair(fmt::format("{} is a credential, which must not stand here", name),
                     "api_key = \"env:NAME\" sends the key where the kind wants it");
  if (among(owned, name)) return std::pair(fmt::format("{} is set by patchbay itself", name), "leave it out");
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> ValueReader::headers(const Node& node) {
  if (!is(node, NodeKind::table, "{ x-team = \"research\" }")) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> result;
  bool complete = true;
  for (const Entry& entry : node.entries) {
    std::string name = entry.key;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (const auto wrong = objection(name)) {
      error(entry.position, wrong->first, wrong->second);
      complete = false;
      continue;
    }
    const auto twice = std::find_if(result.begin(), result.end(), [&](const auto& header) { return header.first == name; });
    if (twice != result.end())
      error(entry.position, fmt::format("the header {} is defined twice", name), "header names ignore case: keep one");
    const auto value = text(entry.value, "\"research\"");
    complete = complete && value && twice == result.end();
    if (value) result.emplace_back(std::move(name), *value);
  }
  return complete ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace patchbay::config
