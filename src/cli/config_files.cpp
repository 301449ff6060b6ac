#include "cli/config_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <filesystem>

extern char** environ;

namespace patchbay::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> variable(const config::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
}

struct Failure {
  int error = 0;  // errno; 0: the text below
  std::string message;
  std::string cure;
};

Failure failure_of(int error) {
  if (error == ENOENT) return {error, "there is no such file", "check the path, or leave it out to run without a file"};
  if (error == EACCES) return {error, "this file cannot be read: permission denied", "let the user that runs patchbay read it"};
  if (error == EISDIR) return {error, "this is a directory, not a file", "name the file in it, for example patchbay.toml"};
  return {error, fmt::format("this file cannot be read: {}", std::strerror(error)), "check the file"};
}

// Stops one byte behind the largest file, so that the parser can say that it is too large.
std::expected<std::string, Failure> read_descriptor(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return std::unexpected(failure_of(errno));
  if (S_ISDIR(status.st_mode)) return std::unexpected(failure_of(EISDIR));
  if (!S_ISREG(status.st_mode)) return std::unexpected(Failure{0, "this is not a regular file", "name a file"});
  std::string text;
  char buffer[16 * 1024];
  while (text.size() <= config::largest_file) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(failure_of(errno));
    if (count == 0) break;
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

std::expected<std::string, Failure> read_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return std::unexpected(failure_of(errno));
  auto text = read_descriptor(descriptor);
  ::close(descriptor);
  return text;
}

void add_diagnostic(ReadFiles& result, const std::string& path, Failure failure) {
  result.diagnostics.push_back({config::Severity::error, {path, 0, 0}, std::move(failure.message), std::move(failure.cure), std::nullopt});
}

void add_main_file(ReadFiles& result, const ConfigLocation& location) {
  if (location.main_file.empty()) return;
  auto text = read_file(location.main_file);
  if (text)
    result.files.push_back({location.main_file, std::move(*text)});
  else if (text.error().error != ENOENT || location.was_asked_for)
    add_diagnostic(result, location.main_file, std::move(text.error()));
}

std::vector<std::string> names_in(const std::string& folder, ReadFiles& result) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator iterator(folder, error);
  for (; !error && iterator != fs::directory_iterator(); iterator.increment(error)) {
    const fs::path& path = iterator->path();
    // Editors leave hidden files behind.
    if (path.extension() == ".toml" && !path.filename().string().starts_with('.')) names.push_back(path.string());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    add_diagnostic(result, folder,
                   {0, fmt::format("this folder cannot be read: {}", error.message()), "let the user that runs patchbay read it"});
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

ConfigLocation find_config(const std::optional<std::string>& option, const config::Environment& environment) {
  ConfigLocation location;
  const auto named = variable(environment, "PATCHBAY_CONFIG");
  const auto base = variable(environment, "XDG_CONFIG_HOME");
  const auto home = variable(environment, "HOME");
  location.was_asked_for = option.has_value() || named.has_value();
  if (location.was_asked_for)
    location.main_file = option ? *option : *named;
  else if (base || home)
    location.main_file = (base ? *base : *home + "/.config") + "/patchbay/patchbay.toml";
  if (!location.main_file.empty()) location.conf_d = (fs::path(location.main_file).parent_path() / "conf.d").string();
  return location;
}

ReadFiles read_config(const ConfigLocation& location) {
  ReadFiles result;
  add_main_file(result, location);
  if (location.conf_d.empty()) return result;
  for (const std::string& path : names_in(location.conf_d, result)) {
    auto text = read_file(path);
    if (text)
      result.files.push_back({path, std::move(*text)});
    else
      add_diagnostic(result, path, std::move(text.error()));
  }
  return result;
}

config::Parsed load_config(const ConfigLocation& location, std::span<const config::Provider> detected) {
  ReadFiles read = read_config(location);
  config::Parsed parsed = config::parse(read.files, detected);
  parsed.diagnostics.insert(parsed.diagnostics.begin(), read.diagnostics.begin(), read.diagnostics.end());
  if (config::has_errors(parsed.diagnostics)) parsed.snapshot = nullptr;
  return parsed;
}

config::Environment process_environment() {
  config::Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

}  // namespace patchbay::cli
