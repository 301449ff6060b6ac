// Which addresses does a name have? getaddrinfo on helper threads, so that a slow name server stops nobody, with a short memory.
#pragma once

#include "base/result.hpp"
#include "transport/address.hpp"
#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"
#include "transport/task.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace patchbay::transport {

// Thread-safe: one for all loops. Must outlive the clients that use it.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // In the order in which they should be tried; never empty. Literals (and localhost) come back without a look-up. `deadline` in
  // the loop's ticks, or never. Fails with provider_unreachable, timeout, or the token's reason.
  virtual Task<base::Result<std::vector<SocketAddress>>> resolve(EventLoop& loop, const std::string& host, std::uint16_t port,
                                                                 Tick deadline, CancelToken token) = 0;
};

// Threads start with the first look-up. A look-up that hangs does not delay the end of the program.
class SystemResolver final : public Resolver {
 public:
  SystemResolver();
  ~SystemResolver() override;
  Task<base::Result<std::vector<SocketAddress>>> resolve(EventLoop& loop, const std::string& host, std::uint16_t port, Tick deadline,
                                                         CancelToken token) override;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace patchbay::transport
