#include "transport/resolver.hpp"

#include "codec/http_message.hpp"
#include "transport/one_shot.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace patchbay::transport {
namespace {

using Addresses = std::vector<SocketAddress>;
using Outcome = base::Result<Addresses>;

constexpr std::size_t most_threads = 4;
constexpr std::size_t most_cached = 256;
constexpr auto remembered = std::chrono::seconds(5);

Outcome look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (code != 0) {
    return base::fail(base::ErrorKind::provider_unreachable, fmt::format("cannot resolve {}: {}", host, gai_strerror(code)),
                      base::Origin::provider);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* item = found; item != nullptr; item = item->ai_next) addresses.emplace_back(item->ai_addr, item->ai_addrlen);
  return addresses;
}

Addresses with_port(Addresses addresses, std::uint16_t port) {
  for (SocketAddress& address : addresses) address.set_port(port);
  return addresses;
}

std::optional<Addresses> without_look_up(const std::string& host) {
  if (const auto literal = SocketAddress::from_literal(host, 0)) return Addresses{*literal};
  if (!codec::iequals(host, "localhost")) return std::nullopt;
  return Addresses{*SocketAddress::from_literal("127.0.0.1", 0), *SocketAddress::from_literal("::1", 0)};
}

}  // namespace

struct SystemResolver::Shared {
  struct Request {
    std::string host;
    OneShotSender<Outcome> answer;
  };
  struct Known {
    Addresses addresses;
    base::SteadyTime until;
  };

  std::mutex mutex;
  std::condition_variable work;
  std::deque<Request> queue;
  std::unordered_map<std::string, Known> cache;
  std::size_t threads = 0;
  std::size_t idle = 0;
  bool stopping = false;

  std::optional<Addresses> recall(const std::string& host) {
    const std::scoped_lock lock(mutex);
    const auto known = cache.find(host);
    if (known == cache.end() || known->second.until < std::chrono::steady_clock::now()) return std::nullopt;
    return known->second.addresses;
  }

  void remember(const std::string& host, const Outcome& outcome) {
    if (!outcome) return;
    const std::scoped_lock lock(mutex);
    if (cache.size() >= most_cached) cache.clear();
    cache[host] = Known{*outcome, std::chrono::steady_clock::now() + remembered};
  }

  // The threads are detached and keep this object alive: one that hangs in a look-up delays nobody's end.
  static void serve(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    while (true) {
      ++shared->idle;
      shared->work.wait(lock, [&] { return shared->stopping || !shared->queue.empty(); });
      --shared->idle;
      if (shared->stopping) return;
      Request request = std::move(shared->queue.front());
      shared->queue.pop_front();
      lock.unlock();
      Outcome outcome = look_up(request.host);
      shared->remember(request.host, outcome);
      request.answer.set(std::move(outcome));
      lock.lock();
    }
  }

  static void ask(const std::shared_ptr<Shared>& shared, const std::string& host, OneShotSender<Outcome> answer) {
    const std::scoped_lock lock(shared->mutex);
    shared->queue.push_back(Request{host, std::move(answer)});
    if (shared->idle < shared->queue.size() && shared->threads < most_threads) {
      ++shared->threads;
      std::thread([shared] { serve(shared); }).detach();
    }
    shared->work.notify_one();
  }
};

SystemResolver::SystemResolver() : shared_(std::make_shared<Shared>()) {}

SystemResolver::~SystemResolver() {
  const std::scoped_lock lock(shared_->mutex);
  shared_->stopping = true;
  shared_->work.notify_all();
}

Task<base::Result<std::vector<SocketAddress>>> SystemResolver::resolve(EventLoop& loop, const std::string& host, std::uint16_t port,
                                                                       Tick deadline, CancelToken token) {
  if (auto known = without_look_up(host)) co_return with_port(std::move(*known), port);
  if (auto known = shared_->recall(host)) co_return with_port(std::move(*known), port);
  OneShot<Outcome> answer(loop);
  Shared::ask(shared_, host, answer.sender());
  auto received = co_await answer.wait_until(deadline, token);
  if (!received && received.error().kind == base::ErrorKind::timeout) {
    co_return base::fail(base::ErrorKind::timeout, fmt::format("resolving {} took too long", host), base::Origin::provider);
  }
  if (!received) co_return base::fail(received.error());
  if (!*received) co_return base::fail(received->error());
  co_return with_port(std::move(**received), port);
}

}  // namespace patchbay::transport
