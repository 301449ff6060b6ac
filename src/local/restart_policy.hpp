// When may llama-server be started again after a failure? Pure arithmetic over time points that are passed in.
//
// A crash of a server that had been ready may be an accident: it is started again at once. Every further failure without `trusted_after` of
// good running in between doubles the pause, 1 s to 60 s.
#pragma once

#include "base/clock.hpp"

#include <chrono>

namespace patchbay::local {

enum class FailedWhile { starting, ready };

class RestartPolicy {
 public:
  static constexpr base::Milliseconds shortest_pause = std::chrono::seconds(1);
  static constexpr base::Milliseconds longest_pause = std::chrono::seconds(60);
  static constexpr base::Milliseconds trusted_after = std::chrono::seconds(60);

  void became_ready(base::SteadyTime now);
  void failed(FailedWhile phase, base::SteadyTime now);
  void forgive();  // a person changed something, or it was stopped on purpose

  [[nodiscard]] base::Milliseconds pause_left(base::SteadyTime now) const;  // zero: start now
  [[nodiscard]] int failures() const { return failures_; }                  // in a row

 private:
  base::SteadyTime ready_since_{};
  base::SteadyTime not_before_{};
  int failures_ = 0;
};

}  // namespace patchbay::local
