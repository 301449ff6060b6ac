#include "transport/worker_group.hpp"

#include "transport/signals.hpp"
#include "unit/transport/loopback.hpp"

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace patchbay::test {
namespace {

class WorkerGroupTest : public testing::Test {
 protected:
  EventLoop loop;
  SystemResolver resolver;
  HttpClient client{loop, resolver};
  std::string directory = testing::TempDir() + "patchbay-workers-" + std::to_string(::getpid());

  WorkerGroupTest() { std::filesystem::create_directories(directory); }
  ~WorkerGroupTest() override { std::filesystem::remove_all(directory); }

  // Answers with the worker's number and the listener's.
  static std::unique_ptr<Handler> numbered(EventLoop&, std::size_t worker) {
    return std::make_unique<FunctionHandler>([worker](ServerExchange& exchange) -> Task<void> {
      const std::string text =
          fmt::format("{} {} {}", worker, exchange.listener(), exchange.peer().kind == PeerKind::unix_socket ? "unix" : exchange.peer().ip);
      static_cast<void>(co_await exchange.respond(ResponseStart(200), text));
    });
  }
  static WorkerGroupOptions options(std::size_t workers, std::vector<ListenAddress> addresses) {
    WorkerGroupOptions made;
    made.workers = workers;
    for (ListenAddress& address : addresses) made.listeners.emplace_back(std::move(address));
    return made;
  }
  std::string fetch(const EndpointSpec& spec) {
    std::string text;
    const auto body = [&]() -> Task<void> {
      const Endpoint endpoint(spec);
      const UpstreamLimits limits;
      const UpstreamRequest request("GET", "/", {});
      auto response = co_await client.send(endpoint, request, limits, CancelToken());
      CO_ASSERT(response);
      auto read = co_await read_all(**response, 1000);
      CO_ASSERT(read);
      text = *read;
    };
    run(loop, body);
    return text;
  }
  static EndpointSpec at(const SocketAddress& address) {
    EndpointSpec spec;
    spec.host = address.ip();
    spec.port = address.port();
    if (address.is_unix()) spec.unix_path = address.text().substr(5);
    return spec;
  }
};

TEST_F(WorkerGroupTest, AllWorkersShareThePortThatWasChosen) {
  WorkerGroup group(options(4, {ListenAddress::tcp("127.0.0.1", 0)}), numbered);
  ASSERT_TRUE(group.start());
  ASSERT_EQ(group.addresses().size(), 1U);
  EXPECT_NE(group.addresses()[0].port(), 0);
  std::set<char> workers;
  for (int index = 0; index < 500 && workers.size() < 4; ++index) {
    const std::string text = fetch(at(group.addresses()[0]));
    EXPECT_TRUE(text.ends_with(" 0 127.0.0.1")) << text;
    if (!text.empty()) workers.insert(text[0]);
    client.close_idle_connections();
  }
  EXPECT_EQ(workers.size(), 4U);
}

TEST_F(WorkerGroupTest, APortInUseIsAConflictAndNotShared) {
  WorkerGroup first(options(2, {ListenAddress::tcp("127.0.0.1", 0)}), numbered);
  ASSERT_TRUE(first.start());
  WorkerGroup second(options(2, {ListenAddress::tcp("127.0.0.1", first.addresses()[0].port())}), numbered);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().kind, ErrorKind::conflict);
  EXPECT_NE(started.error().message.find("in use"), std::string::npos) << started.error().message;
}

TEST_F(WorkerGroupTest, TheSamePortCanBeBoundAgainAfterwards) {
  std::uint16_t port = 0;
  for (int round = 0; round < 3; ++round) {
    WorkerGroup group(options(2, {ListenAddress::tcp("127.0.0.1", port)}), numbered);
    ASSERT_TRUE(group.start());
    port = group.addresses()[0].port();
    EXPECT_FALSE(fetch(at(group.addresses()[0])).empty());
    client.close_idle_connections();
  }
}

TEST_F(WorkerGroupTest, ListensOnIpv6AndOnBothFamilies) {
  WorkerGroup group(options(1, {ListenAddress::tcp("::1", 0), ListenAddress::tcp("*", 0)}), numbered);
  ASSERT_TRUE(group.start());
  EXPECT_EQ(fetch(at(group.addresses()[0])), "0 0 ::1");
  EndpointSpec spec = at(group.addresses()[1]);
  spec.host = "127.0.0.1";
  EXPECT_EQ(fetch(spec), "0 1 127.0.0.1");
  spec.host = "::1";
  EXPECT_EQ(fetch(spec), "0 1 ::1");
  client.close_idle_connections();
}

TEST_F(WorkerGroupTest, AUnixSocketIsForItsOwnerAndIsRemovedAtTheEnd) {
  const std::string path = directory + "/a.sock";
  {
    WorkerGroup group(options(2, {ListenAddress::unix_socket(path)}), numbered);
    ASSERT_TRUE(group.start());
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(fetch(at(group.addresses()[0])), "0 0 unix");
    client.close_idle_connections();
    WorkerGroup second(options(1, {ListenAddress::unix_socket(path)}), numbered);
    const auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::conflict);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(WorkerGroupTest, AStaleSocketFileIsReplacedButNoOtherFileIs) {
  const std::string path = directory + "/b.sock";
  {
    const UniqueFd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
    const SocketAddress address = *SocketAddress::from_unix_path(path);
    ASSERT_EQ(::bind(dead.get(), address.get(), address.length()), 0);
  }
  ASSERT_TRUE(std::filesystem::exists(path));
  {
    WorkerGroup group(options(1, {ListenAddress::unix_socket(path)}), numbered);
    ASSERT_TRUE(group.start());
    EXPECT_EQ(fetch(at(group.addresses()[0])), "0 0 unix");
    client.close_idle_connections();
  }
  std::ofstream(path) << "precious";
  WorkerGroup group(options(1, {ListenAddress::unix_socket(path)}), numbered);
  EXPECT_FALSE(group.start());
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(WorkerGroupTest, AFailedStartRemovesOnlyItsOwnSocketFiles) {
  const std::string theirs = directory + "/theirs.sock";
  const std::string ours = directory + "/ours.sock";
  WorkerGroup first(options(1, {ListenAddress::unix_socket(theirs)}), numbered);
  ASSERT_TRUE(first.start());
  {
    WorkerGroup second(options(1, {ListenAddress::unix_socket(ours), ListenAddress::unix_socket(theirs)}), numbered);
    EXPECT_FALSE(second.start());
  }
  EXPECT_FALSE(std::filesystem::exists(ours));
  EXPECT_EQ(fetch(at(first.addresses()[0])), "0 0 unix");
  client.close_idle_connections();
}

TEST_F(WorkerGroupTest, BadAddressesAreErrors) {
  for (const char* host : {"no such host", "203.0.113.77", "1.2.3"}) {
    WorkerGroup group(options(1, {ListenAddress::tcp(host, 0)}), numbered);
    EXPECT_FALSE(group.start()) << host;
  }
}

TEST_F(WorkerGroupTest, StopLetsExchangesFinishAndThenDrainsTheHandler) {
  std::atomic<bool> running = false;
  std::atomic<int> drained = 0;
  struct Draining final : Handler {
    Draining(std::atomic<bool>& flag, std::atomic<int>& count) : running_flag(flag), drain_count(count) {}
    Task<void> handle(ServerExchange& exchange) override {
      running_flag = true;
      auto slept = co_await sleep_for(exchange.loop(), 50ms, exchange.cancelled());
      EXPECT_TRUE(slept);
      EXPECT_TRUE(co_await exchange.respond(ResponseStart(200), "finished"));
    }
    Task<void> drain() override {
      ++drain_count;
      co_return;
    }
    std::atomic<bool>& running_flag;
    std::atomic<int>& drain_count;
  };
  WorkerGroup group(options(2, {ListenAddress::tcp("127.0.0.1", 0)}),
                    [&](EventLoop&, std::size_t) { return std::make_unique<Draining>(running, drained); });
  ASSERT_TRUE(group.start());
  std::thread stopper([&] {
    while (!running) std::this_thread::yield();
    group.stop();
  });
  EXPECT_EQ(fetch(at(group.addresses()[0])), "finished");
  stopper.join();
  group.join();
  EXPECT_EQ(drained, 2);
}

TEST_F(WorkerGroupTest, StopNowDoesNotWaitForTheGrace) {
  std::atomic<bool> running = false;
  WorkerGroup group(options(1, {ListenAddress::tcp("127.0.0.1", 0)}), [&](EventLoop&, std::size_t) {
    return std::make_unique<FunctionHandler>([&](ServerExchange& exchange) -> Task<void> {
      running = true;
      static_cast<void>(co_await sleep_for(exchange.loop(), 1h, exchange.cancelled()));
    });
  });
  ASSERT_TRUE(group.start());
  const auto body = [&]() -> Task<void> {
    RawPeer peer = co_await connect_raw(loop, group.addresses()[0]);
    EXPECT_TRUE(co_await peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return running.load(); }));
    group.stop();
    group.stop_now();
    EXPECT_EQ(co_await peer.read_to_end(), "");
  };
  run(loop, body);
  group.join();
}

TEST_F(WorkerGroupTest, ManyClientsOnManyWorkers) {
  WorkerGroup group(options(3, {ListenAddress::tcp("127.0.0.1", 0)}), numbered);
  ASSERT_TRUE(group.start());
  std::vector<std::thread> threads;
  std::atomic<int> answers = 0;
  for (int index = 0; index < 3; ++index) {
    threads.emplace_back([&] {
      EventLoop own_loop;
      HttpClient own_client(own_loop, resolver);
      const auto body = [&]() -> Task<void> {
        const Endpoint endpoint(at(group.addresses()[0]));
        const UpstreamLimits limits;
        for (int round = 0; round < 200; ++round) {
          const UpstreamRequest request("GET", "/", {});
          auto response = co_await own_client.send(endpoint, request, limits, CancelToken());
          CO_ASSERT(response);
          auto text = co_await read_all(**response, 1000);
          CO_ASSERT(text);
          ++answers;
          if (round % 10 == 0) own_client.close_idle_connections();
        }
      };
      run(own_loop, body);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answers, 600);
}

TEST(Signals, AreEventsOfALoop) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  block_signals({SIGUSR1, SIGUSR2});
  {
    EventLoop loop;
    std::vector<int> seen;
    const SignalWatcher watcher(loop, {SIGUSR1, SIGUSR2}, [&](int number) {
      seen.push_back(number);
      if (seen.size() == 2) loop.stop();
    });
    ::kill(::getpid(), SIGUSR1);
    ::kill(::getpid(), SIGUSR2);
    loop.run();
    EXPECT_EQ(std::set<int>(seen.begin(), seen.end()), (std::set<int>{SIGUSR1, SIGUSR2}));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace patchbay::test
