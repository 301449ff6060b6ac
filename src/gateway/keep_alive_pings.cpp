#include "gateway/keep_alive_pings.hpp"

#include "transport/sleep.hpp"

namespace patchbay::gateway {
namespace {
constexpr std::chrono::milliseconds patience = std::chrono::seconds(15);
}

KeepAlivePings::KeepAlivePings(transport::ServerExchange& exchange, std::string_view ping, Begin begin)
    : exchange_(exchange), ping_(ping), begin_(std::move(begin)), running_(std::make_unique<Running>(exchange.loop())) {
  running_->scope.spawn(run(running_->stopping.token()));
}

transport::Task<void> KeepAlivePings::run(transport::CancelToken stopping) {
  while (true) {
    auto slept = co_await transport::sleep_for(exchange_.loop(), patience, stopping);
    if (!slept) co_return;
    if (!begun_ && !begin_()) co_return;
    begun_ = true;
    auto written = co_await exchange_.write(ping_);
    if (!written) co_return;
  }
}

transport::Task<void> KeepAlivePings::stop() {
  if (running_ == nullptr) co_return;
  running_->stopping.cancel();
  co_await running_->scope.join();
  running_.reset();
}

}  // namespace patchbay::gateway
