// Waiting for time to pass, and letting others run.
#pragma once

#include "base/result.hpp"
#include "transport/task.hpp"
#include "transport/wait.hpp"

namespace patchbay::transport {

// Returns after `delay`, or fails with the token's reason at once when that fires.
Task<base::Result<void>> sleep_for(EventLoop& loop, Milliseconds delay, CancelToken token = {});
// Lets every coroutine that is ready now run first.
Task<void> yield_now(EventLoop& loop);

}  // namespace patchbay::transport
