#include "unit/local/stand_in.hpp"

#include "transport/block_on.hpp"
#include "unit/local/sandbox.hpp"

#include <unistd.h>

#include <cstdio>

namespace patchbay::local::test {

int run_stand_in(int count, char** arguments) {
  if (count < 5) return 2;
  SupervisorOptions options;
  options.home = arguments[2];
  options.managed.managed.llama_server = arguments[3];
  options.managed.managed.llama_args.assign(arguments + 5, arguments + count);
  for (char** variable = environ; *variable != nullptr; ++variable) options.environment.emplace_back(*variable);
  NoSink sink;
  const RealClock clock;
  const telemetry::Logger log(sink, clock);
  CountingRandom random;
  Supervisor supervisor(options, random, log);
  transport::EventLoop loop;
  const auto lease = transport::block_on(loop, supervisor.acquire(loop, arguments[4], transport::CancelToken()));
  if (!lease) {
    std::printf("failed: %s\n", lease.error().message.c_str());
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  while (true) ::pause();
}

}  // namespace patchbay::local::test
