#include "gateway/keep_alive_pings.hpp"

#include "transport/sleep.hpp"

namespace patchbay::gateway {
namespace {
constexpr std::chrono::milliseconds patience = std::chrono::seconds(15);
}

KeepAlivePings::KeepAlivePings(transport::ServerExchange& exchange, std::string_view ping, Begin begin)
    : exchange_(exchange), ping_(ping), begin_(std::move(begin)), scope_(exchange.loop()) {
  scope_.spawn(run());
}

transport::Task<void> KeepAlivePings::run() {
  while (true) {
    auto slept = co_await transport::sleep_for(exchange_.loop(), patience, stopping_.token());
    if (!slept) co_return;
    if (!begun_ && !begin_()) co_return;
    begun_ = true;
    auto written = co_await exchange_.write(ping_);
    if (!written) co_return;
  }
}

transport::Task<void> KeepAlivePings::stop() {
  if (scope_.size() == 0) co_return;
  stopping_.cancel();
  co_await scope_.join();
}

}  // namespace patchbay::gateway
