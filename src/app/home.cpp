#include "app/home.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace patchbay::app {
namespace {

std::string value(const config::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

base::Error trouble(const std::filesystem::path& path, std::string_view what) {
  return base::Error(base::ErrorKind::internal, fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno)));
}

}  // namespace

base::Result<std::filesystem::path> find_home(const std::string& option, const config::Environment& environment) {
  std::filesystem::path home;
  if (!option.empty())
    home = option;
  else if (const std::string own = value(environment, "PATCHBAY_HOME"); !own.empty())
    home = own;
  else if (const std::string data = value(environment, "XDG_DATA_HOME"); !data.empty())
    home = std::filesystem::path(data) / "patchbay";
  else if (const std::string user = value(environment, "HOME"); !user.empty())
    home = std::filesystem::path(user) / ".local/share/patchbay";
  else
    return base::fail(base::ErrorKind::invalid_request, "no home: set HOME or PATCHBAY_HOME, or pass --home DIR");
  std::error_code problem;
  auto absolute = std::filesystem::absolute(home, problem);
  if (problem) return base::fail(base::ErrorKind::invalid_request, fmt::format("{}: {}", home.string(), problem.message()));
  return absolute.lexically_normal();
}

std::filesystem::path socket_path(const std::filesystem::path& home) { return home / "patchbay.sock"; }

base::Result<transport::UniqueFd> lock_home(const std::filesystem::path& home) {
  std::error_code problem;
  std::filesystem::create_directories(home.parent_path(), problem);
  if (mkdir(home.c_str(), 0700) != 0 && errno != EEXIST) return base::fail(trouble(home, "cannot make the home"));
  const std::filesystem::path file = home / "lock";
  transport::UniqueFd lock(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return base::fail(trouble(file, "cannot open"));
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return base::fail(trouble(file, "cannot lock"));
  return base::fail(base::ErrorKind::conflict, fmt::format("another patchbay is using {}; stop it, or pass another --home", home.string()));
}

}  // namespace patchbay::app
