#include "local/folder_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <system_error>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t changes = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF;

}  // namespace

FolderWatch::FolderWatch(transport::EventLoop& loop, std::function<void()> on_change)
    : loop_(loop), on_change_(std::move(on_change)), notices_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (notices_.valid()) loop_.watch(notices_.get(), *this);
}

FolderWatch::~FolderWatch() {
  if (notices_.valid()) loop_.forget(notices_.get(), *this);
}

void FolderWatch::watch(const fs::path& folder) {
  if (!notices_.valid()) return;
  ::inotify_add_watch(notices_.get(), folder.c_str(), changes);
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    if (std::error_code unused; at->is_directory(unused)) ::inotify_add_watch(notices_.get(), at->path().c_str(), changes);
}

void FolderWatch::on_events(std::uint32_t /*events*/) {
  std::array<char, 4096> notices;
  bool any = false;
  while (::read(notices_.get(), notices.data(), notices.size()) > 0) any = true;
  if (any) on_change_();
}

}  // namespace patchbay::local
