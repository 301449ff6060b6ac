#include "admin/asset_choice.hpp"

#include "codec/http1_syntax.hpp"
#include "codec/http_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace patchbay::admin {
namespace {

// q=0, q=0.0 and so on.
bool is_refused(std::string_view parameters) {
  const std::size_t equals = parameters.find('=');
  if (equals == std::string_view::npos || !codec::iequals(codec::trim_blanks(parameters.substr(0, equals)), "q")) return false;
  const std::string_view weight = codec::trim_blanks(parameters.substr(equals + 1));
  return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

bool accepts(std::string_view accept_encoding, std::string_view coding) {
  std::optional<bool> named;
  std::optional<bool> any;
  codec::any_list_element(accept_encoding, [&](std::string_view element) {
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view name = codec::trim_blanks(element.substr(0, semicolon));
    const bool wanted = !is_refused(element.substr(std::min(semicolon + 1, element.size())));
    if (codec::iequals(name, coding)) named = wanted;
    if (name == "*") any = wanted;
    return false;
  });
  return named.value_or(any.value_or(false));
}

bool matches(std::string_view if_none_match, std::string_view etag) {
  return codec::any_list_element(if_none_match, [&](std::string_view element) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    return element == "*" || element == etag;
  });
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> content_types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
}};

}  // namespace

const EmbeddedFile* find_file(std::span<const EmbeddedFile> files, std::string_view path) {
  const auto found = std::ranges::find(files, path == "/" ? "/index.html" : path, &EmbeddedFile::path);
  return found == files.end() ? nullptr : &*found;
}

AssetChoice choose_form(const EmbeddedFile& file, std::string_view accept_encoding, std::string_view if_none_match) {
  AssetChoice choice;
  choice.body = file.plain;
  if (!file.brotli.empty() && accepts(accept_encoding, "br")) {
    choice.body = file.brotli;
    choice.encoding = "br";
  } else if (!file.gzip.empty() && accepts(accept_encoding, "gzip")) {
    choice.body = file.gzip;
    choice.encoding = "gzip";
  }
  choice.etag = fmt::format("\"{}{}{}\"", file.digest, choice.encoding.empty() ? "" : "-", choice.encoding);
  if (!matches(if_none_match, choice.etag)) return choice;
  choice.status = 304;
  choice.body = {};
  return choice;
}

std::string_view content_type_of(std::string_view path) {
  const auto fits = [&](const auto& type) { return path.ends_with(type.first); };
  const auto found = std::ranges::find_if(content_types, fits);
  return found == content_types.end() ? "application/octet-stream" : found->second;
}

std::string_view cache_control_of(std::string_view path) {
  return path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

}  // namespace patchbay::admin
