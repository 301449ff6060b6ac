#include "transport/signals.hpp"

#include <sys/signalfd.h>

#include <csignal>

namespace patchbay::transport {
namespace {

sigset_t set_of(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : signals) sigaddset(&set, number);
  return set;
}

}  // namespace

void block_signals(const std::vector<int>& signals) {
  const sigset_t set = set_of(signals);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ignore_broken_pipes();
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

SignalWatcher::SignalWatcher(EventLoop& loop, const std::vector<int>& signals, std::function<void(int)> on_signal)
    : loop_(loop), on_signal_(std::make_shared<std::function<void(int)>>(std::move(on_signal))) {
  const sigset_t set = set_of(signals);
  descriptor_ = UniqueFd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  loop_.watch(descriptor_.get(), *this);
}

SignalWatcher::~SignalWatcher() { loop_.forget(descriptor_.get(), *this); }

void SignalWatcher::on_events(std::uint32_t) {
  signalfd_siginfo received{};
  while (::read(descriptor_.get(), &received, sizeof received) == sizeof received) {
    loop_.post([weak = std::weak_ptr(on_signal_), number = static_cast<int>(received.ssi_signo)] {
      if (const auto on_signal = weak.lock()) (*on_signal)(number);
    });
  }
}

}  // namespace patchbay::transport
