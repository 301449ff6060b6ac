#include "local/socket_place.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_only = 0700;

// FNV-1a: the same home gives the same name in every build.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

base::Error refused(const fs::path& folder, std::string_view why) {
  return {base::ErrorKind::provider_unreachable, fmt::format("the folder {} for llama-server's socket {}", folder.string(), why)};
}

base::Result<fs::path> private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), owner_only) != 0 && errno != EEXIST)
    return base::fail(refused(folder, fmt::format("cannot be made: {}", std::strerror(errno))));
  struct stat found{};
  if (::lstat(folder.c_str(), &found) != 0) return base::fail(refused(folder, std::strerror(errno)));
  if (!S_ISDIR(found.st_mode)) return base::fail(refused(folder, "is not a folder"));
  if (found.st_uid != ::geteuid()) return base::fail(refused(folder, "belongs to another user"));
  if ((found.st_mode & 0777) != owner_only && ::chmod(folder.c_str(), owner_only) != 0)
    return base::fail(refused(folder, fmt::format("is open to others: {}", std::strerror(errno))));
  return folder;
}

bool fits(const fs::path& folder, const SocketSearch& search) {
  return folder.native().size() + 1 + search.file_name.size() <= longest_socket_path;
}

base::Result<fs::path> choose_folder(const SocketSearch& search) {
  const fs::path home = fs::absolute(search.home);
  if (const fs::path folder = home / "run"; fits(folder, search)) {
    std::error_code failed;
    fs::create_directories(home, failed);
    if (failed) return base::fail(refused(folder, "cannot be made: " + failed.message()));
    return folder;
  }
  const std::string name = fmt::format("patchbay-{}-{:016x}", ::geteuid(), fingerprint(home.native()));
  std::error_code unused;
  if (!search.runtime_folder.empty() && fits(search.runtime_folder / name, search) && fs::is_directory(search.runtime_folder, unused))
    return search.runtime_folder / name;
  if (fits(search.temporary_folder / name, search)) return search.temporary_folder / name;
  return base::fail(refused(home / "run", fmt::format("has a longer path than the {} bytes of a socket", longest_socket_path)));
}

}  // namespace

base::Result<fs::path> prepare_socket_place(const SocketSearch& search) {
  auto folder = choose_folder(search);
  if (!folder) return folder;
  auto checked = private_folder(*folder);
  if (!checked) return checked;
  return *checked / search.file_name;
}

}  // namespace patchbay::local
