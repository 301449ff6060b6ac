#include "local/restart_policy.hpp"

#include <algorithm>

namespace patchbay::local {
namespace {

base::Milliseconds pause_after(int failures) {
  constexpr int doublings_to_longest = 6;
  const auto pause = RestartPolicy::shortest_pause * (1 << std::clamp(failures - 1, 0, doublings_to_longest));
  return std::min<base::Milliseconds>(pause, RestartPolicy::longest_pause);
}

}  // namespace

void RestartPolicy::became_ready(base::SteadyTime now) { ready_since_ = now; }

void RestartPolicy::failed(FailedWhile phase, base::SteadyTime now) {
  if (phase == FailedWhile::ready && now - ready_since_ >= trusted_after) failures_ = 0;
  const bool accident = phase == FailedWhile::ready && failures_ == 0;
  ++failures_;
  not_before_ = accident ? now : now + pause_after(phase == FailedWhile::ready ? failures_ - 1 : failures_);
}

void RestartPolicy::forgive() {
  failures_ = 0;
  not_before_ = {};
}

base::Milliseconds RestartPolicy::pause_left(base::SteadyTime now) const {
  return std::max(std::chrono::ceil<base::Milliseconds>(not_before_ - now), base::Milliseconds(0));
}

}  // namespace patchbay::local
