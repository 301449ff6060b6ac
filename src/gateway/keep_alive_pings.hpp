// A stream that has nothing to show for 15 s sends its head and then pings in the dialect's form, so that nobody gives up on it.
#pragma once

#include "transport/cancel.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task_scope.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace patchbay::gateway {

// Runs beside the one who waits for the provider. That one calls stop() before it writes itself, and before this object dies.
class KeepAlivePings {
 public:
  using Begin = std::function<base::Result<void>()>;  // begins the answer (exchange.begin)

  KeepAlivePings(transport::ServerExchange& exchange, std::string_view ping, Begin begin);
  transport::Task<void> stop();
  [[nodiscard]] bool head_sent() const { return begun_; }

 private:
  // What is needed while pings may still come; a stream that flows has no use for it.
  struct Running {
    explicit Running(transport::EventLoop& loop) : scope(loop) {}
    transport::CancelSource stopping;
    transport::TaskScope scope;
  };
  transport::Task<void> run(transport::CancelToken stopping);

  transport::ServerExchange& exchange_;
  std::string_view ping_;
  Begin begin_;
  std::unique_ptr<Running> running_;
  bool begun_ = false;
};

}  // namespace patchbay::gateway
