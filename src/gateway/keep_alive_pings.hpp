// A stream that has nothing to show for 15 s sends its head and then pings in the dialect's form, so that nobody gives up on it.
#pragma once

#include "transport/cancel.hpp"
#include "transport/server_exchange.hpp"
#include "transport/task_scope.hpp"

#include <functional>
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
  transport::Task<void> run();

  transport::ServerExchange& exchange_;
  std::string_view ping_;
  Begin begin_;
  transport::CancelSource stopping_;
  transport::TaskScope scope_;
  bool begun_ = false;
};

}  // namespace patchbay::gateway
