// Has something changed in the model folder? The kernel says so (inotify), so that nothing is polled.
#pragma once

#include "transport/event_loop.hpp"
#include "transport/unique_fd.hpp"

#include <filesystem>
#include <functional>

namespace patchbay::local {

// One loop's thread. Where the kernel gives no watch, changes simply go unnoticed until the next look.
class FolderWatch final : private transport::PollTarget {
 public:
  FolderWatch(transport::EventLoop& loop, std::function<void()> on_change);  // called during dispatch: may post, wake, nothing more
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;
  ~FolderWatch();

  // Watches the folder and those directly in it. Call it again after a change, as there may be new ones; what is watched already stays.
  void watch(const std::filesystem::path& folder);

 private:
  void on_events(std::uint32_t events) override;

  transport::EventLoop& loop_;
  std::function<void()> on_change_;
  transport::UniqueFd notices_;
};

}  // namespace patchbay::local
