#include "base/secret_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::base {
namespace {

constexpr std::string_view cure = "write env:NAME for an environment variable or file:PATH for a file that holds the key";

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), fits);
}

Result<SecretReference> environment(std::string_view name) {
  if (name.empty()) return fail(invalid_request("env: names no variable; write env:NAME, for example env:OPENAI_API_KEY"));
  // The text is not repeated: somebody may have written the key itself there.
  if (!is_variable_name(name))
    return fail(
        invalid_request("env: must be followed by the name of an environment variable (letters, digits and _), not by the key itself"));
  return SecretReference{SecretReference::Source::environment, std::string(name)};
}

Result<SecretReference> file(std::string_view path) {
  if (path.empty()) return fail(invalid_request("file: names no file; write file:PATH"));
  if (path.starts_with("~")) return fail(invalid_request("~ is not expanded in file: references; write the whole path"));
  if (std::any_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return fail(invalid_request("the path after file: holds a control character"));
  return SecretReference{SecretReference::Source::file, std::string(path)};
}

}  // namespace

std::string SecretReference::text() const { return (source == Source::environment ? "env:" : "file:") + locator; }

Result<SecretReference> parse_secret_reference(std::string_view text) {
  if (text.starts_with("env:")) return environment(text.substr(4));
  if (text.starts_with("file:")) return file(text.substr(5));
  for (std::string_view later : {"vault:", "exec:"})
    if (text.starts_with(later))
      return fail(invalid_request(fmt::format("{} references are not supported by this version yet; {}", later, cure)));
  if (text.empty()) return fail(invalid_request(fmt::format("an empty reference; {}", cure)));
  return fail(invalid_request(fmt::format("this is not a reference to a secret, and a secret itself must not stand here; {}", cure)));
}

}  // namespace patchbay::base
