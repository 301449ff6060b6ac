#include "app/system.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace patchbay::app {

base::SteadyTime SystemClock::steady() const { return std::chrono::steady_clock::now(); }

base::WallTime SystemClock::wall() const { return std::chrono::system_clock::now(); }

void SecureRandom::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t count = ::getrandom(out.data(), out.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      std::fputs("patchbay: the kernel gives no random numbers; stopping, because keys and sessions would be guessable\n", stderr);
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace patchbay::app
