#include "local/supervisor.hpp"

#include "transport/block_on.hpp"
#include "transport/sleep.hpp"
#include "unit/local/sandbox.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <thread>

namespace patchbay::local {
namespace {

using base::ErrorKind;
using test::eventually;
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Acquired = base::Result<Lease>;

class LocalSupervisor : public ::testing::Test {
 protected:
  LocalSupervisor() { sandbox.add_model("tiny"); }

  void start(const SupervisorOptions& options) { supervisor.emplace(options, random, log); }
  void start(const std::vector<std::string>& words = {}) { start(sandbox.options(words)); }
  Acquired acquire(const std::string& model = "tiny") {
    return transport::block_on(loop, supervisor->acquire(loop, model, transport::CancelToken()));
  }
  bool reaches(ServerState state) {
    return eventually([&] { return supervisor->status().state == state; });
  }
  std::size_t starts() const { return sandbox.noted("start").size(); }

  test::Sandbox sandbox;
  test::NoSink sink;
  test::RealClock clock;
  telemetry::Logger log{sink, clock};
  test::CountingRandom random;
  transport::EventLoop loop;
  std::optional<Supervisor> supervisor;
};

TEST_F(LocalSupervisor, StartsNothingUntilAModelIsNeeded) {
  start();
  ASSERT_TRUE(reaches(ServerState::stopped));
  EXPECT_EQ(supervisor->models().list().at(0).id, "tiny");
  EXPECT_EQ(starts(), 0U);
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(supervisor->status().state, ServerState::ready);
  EXPECT_EQ(supervisor->models().state("tiny"), ModelState::loaded);
  EXPECT_EQ(sandbox.noted("start"), std::vector<std::string>{std::to_string(supervisor->status().pid)});
  EXPECT_EQ(sandbox.noted("load"), std::vector<std::string>{"tiny"});
}

TEST_F(LocalSupervisor, TakesALoadedModelWithoutAsking) {
  start();
  ASSERT_TRUE(acquire());
  transport::EventLoop other;
  auto task = supervisor->acquire(other, "tiny", transport::CancelToken());
  std::optional<Acquired> result;
  transport::TaskScope scope(other);
  scope.spawn(transport::detail::store_result(std::move(task), result));  // the loop does not run: it must end at once
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(*result);
}

transport::Task<void> acquire_into(Supervisor& supervisor, transport::EventLoop& loop, std::vector<Acquired>& results,
                                   std::atomic<int>& waiting) {
  ++waiting;
  results.push_back(co_await supervisor.acquire(loop, "tiny", transport::CancelToken()));
}
transport::Task<void> acquire_many(Supervisor& supervisor, transport::EventLoop& loop, std::vector<Acquired>& results,
                                   std::atomic<int>& waiting, int number) {
  transport::TaskScope scope(loop);
  for (int i = 0; i < number; ++i) scope.spawn(acquire_into(supervisor, loop, results, waiting));
  co_await scope.join();
}

TEST_F(LocalSupervisor, StartsAndLoadsOnceForManyWaitersOfManyThreads) {
  start({"listen-when=" + (sandbox.root / "go").string()});
  constexpr int threads = 3;
  constexpr int each = 20;
  std::atomic<int> waiting = 0;
  std::vector<std::vector<Acquired>> results(threads);
  std::vector<std::thread> workers;
  for (auto& own : results)
    workers.emplace_back([&] {
      transport::EventLoop worker_loop;
      transport::block_on(worker_loop, acquire_many(*supervisor, worker_loop, own, waiting, each));
    });
  EXPECT_TRUE(eventually([&] { return waiting == threads * each && starts() == 1; }));
  sandbox.touch("go");
  for (std::thread& worker : workers) worker.join();
  for (const auto& own : results) {
    EXPECT_EQ(own.size(), static_cast<std::size_t>(each));
    for (const Acquired& one : own) EXPECT_TRUE(one) << one.error().message;
  }
  EXPECT_EQ(starts(), 1U);
  EXPECT_EQ(sandbox.noted("load").size(), 1U);
}

TEST_F(LocalSupervisor, RefusesAnUnknownModelWithoutStarting) {
  start();
  const auto lease = acquire("nonesuch");
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::model_not_found);
  EXPECT_THAT(lease.error().message, HasSubstr((sandbox.root / "home/models").string()));
  EXPECT_EQ(starts(), 0U);
}

TEST_F(LocalSupervisor, SaysWhatIsMissingAndGoesOnWhenItIsThere) {
  fs::remove(sandbox.root / "home/models/tiny.gguf");
  auto options = sandbox.options();
  const std::string program = options.managed.managed.llama_server;
  fs::rename(program, program + ".away");
  start(options);
  ASSERT_TRUE(reaches(ServerState::missing));
  EXPECT_THAT(supervisor->status().detail, HasSubstr("llama_server"));
  sandbox.add_model("tiny");
  ASSERT_TRUE(eventually([&] { return supervisor->models().contains("tiny"); }));
  const auto refused = acquire();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::provider_unreachable);
  fs::rename(program + ".away", program);
  const auto lease = acquire();
  EXPECT_TRUE(lease) << lease.error().message;
}

TEST_F(LocalSupervisor, SaysThatThereAreNoModels) {
  fs::remove(sandbox.root / "home/models/tiny.gguf");
  start();
  ASSERT_TRUE(reaches(ServerState::missing));
  EXPECT_THAT(supervisor->status().detail, HasSubstr(".gguf"));
  EXPECT_EQ(acquire().error().kind, ErrorKind::model_not_found);
}

TEST_F(LocalSupervisor, TellsWhyItEndedAtItsStart) {
  auto options = sandbox.options({"exit=3"});
  options.patience = 0ms;
  start(options);
  const auto lease = acquire();
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::provider_unreachable);
  EXPECT_THAT(lease.error().message, HasSubstr("ended with code 3: srv  fake: told to end"));
  EXPECT_THAT(lease.error().message, HasSubstr((sandbox.root / "home/logs/llama-server.log").string()));
  EXPECT_EQ(supervisor->status().state, ServerState::failed);
  EXPECT_EQ(supervisor->status().last_end, "ended with code 3");
}

TEST_F(LocalSupervisor, RefusesAtOnceWhileItPausesLongAndSaysForHowLong) {
  auto options = sandbox.options({"exit=3"});
  options.patience = 0ms;
  start(options);
  ASSERT_FALSE(acquire());
  ASSERT_TRUE(eventually([&] { return supervisor->status().pid == 0; }));
  const auto refused = acquire();
  ASSERT_FALSE(refused);
  ASSERT_TRUE(refused.error().retry_after);
  EXPECT_LE(*refused.error().retry_after, 1s);
  EXPECT_THAT(refused.error().message, HasSubstr("told to end"));
  EXPECT_EQ(starts(), 1U);
}

TEST_F(LocalSupervisor, WaitsForAShortPauseAndTriesAgain) {
  start({"exit=3"});
  ASSERT_FALSE(acquire());
  const auto before = std::chrono::steady_clock::now();
  const auto again = acquire();
  ASSERT_FALSE(again);
  EXPECT_EQ(starts(), 2U);
  EXPECT_GT(std::chrono::steady_clock::now() - before, 500ms);
}

TEST_F(LocalSupervisor, GivesUpOnAServerThatStaysSilent) {
  auto options = sandbox.options({"absent"});
  options.start_limit = 100ms;
  start(options);
  const auto lease = acquire();
  ASSERT_FALSE(lease);
  EXPECT_THAT(lease.error().message, HasSubstr("did not become ready"));
  ASSERT_TRUE(eventually([&] { return test::all_gone(test::living(sandbox.noted("start"))); }));
}

TEST_F(LocalSupervisor, ReplacesASocketThatWasLeftBehind) {
  start();
  std::ofstream(supervisor->endpoint().spec().unix_path) << "stale";
  const auto lease = acquire();
  EXPECT_TRUE(lease) << lease.error().message;
}

TEST_F(LocalSupervisor, StartsAgainAtOnceAfterACrash) {
  start();
  ASSERT_TRUE(acquire());
  ASSERT_EQ(::kill(supervisor->status().pid, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return supervisor->status().last_end == "was killed by signal 9 (Killed)"; }));
  EXPECT_NE(supervisor->models().state("tiny"), ModelState::loaded);
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(starts(), 2U);
  EXPECT_EQ(sandbox.noted("load").size(), 2U);
}

TEST_F(LocalSupervisor, ServesWhoAsksBeforeTheNewsOfACrashIsThere) {
  start();
  ASSERT_TRUE(acquire());
  ASSERT_EQ(::kill(supervisor->status().pid, SIGKILL), 0);
  supervisor->doubt();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(starts(), 2U);
}

TEST_F(LocalSupervisor, GoesOnAfterADoubtThatWasUnfounded) {
  start();
  ASSERT_TRUE(acquire());
  supervisor->doubt();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(starts(), 1U);
  EXPECT_EQ(sandbox.noted("load").size(), 1U);
  EXPECT_EQ(sandbox.noted("probe").size(), 1U);
}

TEST_F(LocalSupervisor, LoadsAModelAgainThatTheRouterWronglyBelievesLoaded) {
  start({"model-dead-when=" + (sandbox.root / "dead").string()});
  ASSERT_TRUE(acquire());
  sandbox.touch("dead");
  supervisor->doubt();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(sandbox.noted("load").size(), 2U);
  EXPECT_EQ(starts(), 1U);
}

TEST_F(LocalSupervisor, TellsThoseWhoWaitForAModelThatTheServerDied) {
  start({"loaded-when=" + (sandbox.root / "never").string()});
  std::optional<Acquired> result;
  std::thread killer([&] {
    EXPECT_TRUE(eventually([&] { return supervisor->models().state("tiny") == ModelState::loading && supervisor->status().pid != 0; }));
    ::kill(supervisor->status().pid, SIGKILL);
  });
  result = acquire();
  killer.join();
  ASSERT_FALSE(*result);
  EXPECT_EQ(result->error().kind, ErrorKind::provider_unreachable);
  EXPECT_THAT(result->error().message, HasSubstr("was killed by signal 9"));
}

TEST_F(LocalSupervisor, ReplacesAServerThatHangs) {
  auto options = sandbox.options({"mute-when=" + (sandbox.root / "mute").string()});
  options.health_interval = 20ms;
  options.health_limit = 500ms;
  options.health_failures = 2;
  start(options);
  ASSERT_TRUE(acquire());
  sandbox.touch("mute");
  ASSERT_TRUE(eventually([&] { return supervisor->status().detail.contains("does not answer"); }));
  fs::remove(sandbox.root / "mute");
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(starts(), 2U);
}

TEST_F(LocalSupervisor, StopsWhenUnusedAndStartsAgain) {
  auto options = sandbox.options();
  options.managed.managed.idle_stop = 50ms;
  options.health_interval = 20ms;
  start(options);
  {
    const auto lease = acquire();
    ASSERT_TRUE(lease);
    EXPECT_FALSE(eventually([&] { return supervisor->status().state != ServerState::ready; }, 200ms));  // in use
  }
  ASSERT_TRUE(reaches(ServerState::stopped));
  EXPECT_TRUE(test::all_gone(test::living(sandbox.noted("start"))));
  EXPECT_TRUE(acquire());
  EXPECT_EQ(starts(), 2U);
}

TEST_F(LocalSupervisor, StaysWithoutAnIdleLimit) {
  auto options = sandbox.options();
  options.managed.managed.idle_stop = std::nullopt;
  options.health_interval = 10ms;
  start(options);
  ASSERT_TRUE(acquire());
  EXPECT_FALSE(eventually([&] { return supervisor->status().state != ServerState::ready; }, 200ms));
}

transport::Task<Acquired> acquire_and_leave(Supervisor& supervisor, transport::EventLoop& loop, base::Milliseconds after) {
  transport::CancelSource source;
  transport::TaskScope scope(loop);
  std::optional<Acquired> result;
  scope.spawn(transport::detail::store_result(supervisor.acquire(loop, "tiny", source.token()), result));
  (void)co_await transport::sleep_for(loop, after);
  source.cancel(base::Error(ErrorKind::cancelled, "the client left", base::Origin::client));
  co_await scope.join();
  co_return std::move(*result);
}

TEST_F(LocalSupervisor, LetsAWaiterLeaveAndServesTheNext) {
  start({"listen-when=" + (sandbox.root / "go").string()});
  const auto left = transport::block_on(loop, acquire_and_leave(*supervisor, loop, 20ms));
  ASSERT_FALSE(left);
  EXPECT_EQ(left.error().kind, ErrorKind::cancelled);
  sandbox.touch("go");
  EXPECT_TRUE(acquire());
  EXPECT_EQ(starts(), 1U);
}

transport::Task<void> run_until_stopped(const Supervisor& supervisor, transport::EventLoop& loop) {
  const transport::Tick limit = loop.tick_after(20s);
  while (supervisor.status().state != ServerState::stopped && loop.tick() < limit) (void)co_await transport::sleep_for(loop, 5ms);
}

TEST_F(LocalSupervisor, GivesBackALeaseThatNobodyWaitsForAnyMore) {
  auto options = sandbox.options({"listen-when=" + (sandbox.root / "go").string()});
  options.managed.managed.idle_stop = 50ms;
  options.health_interval = 20ms;
  start(options);
  ASSERT_FALSE(transport::block_on(loop, acquire_and_leave(*supervisor, loop, 20ms)));
  sandbox.touch("go");
  ASSERT_TRUE(eventually([&] { return sandbox.noted("load").size() == 1; }));
  // The reply comes to the mailbox of a loop that must run to drop it.
  transport::block_on(loop, run_until_stopped(*supervisor, loop));
  EXPECT_EQ(supervisor->status().state, ServerState::stopped);
}

TEST_F(LocalSupervisor, TellsThatAModelCannotBeLoaded) {
  sandbox.add_model("broken-one");
  start();
  const auto lease = acquire("broken-one");
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::provider_error);
  EXPECT_THAT(lease.error().message, HasSubstr("bad magic in broken-one"));
  EXPECT_EQ(supervisor->models().state("broken-one"), ModelState::failed);
  EXPECT_TRUE(acquire("tiny"));
  EXPECT_EQ(starts(), 1U);
}

TEST_F(LocalSupervisor, EndsALoadThatTakesTooLong) {
  auto options = sandbox.options({"loaded-when=" + (sandbox.root / "never").string()});
  options.managed.load_limit = 200ms;
  start(options);
  const auto lease = acquire();
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::timeout);
  EXPECT_TRUE(eventually([&] { return sandbox.noted("unload") == std::vector<std::string>{"tiny"}; }));
}

TEST_F(LocalSupervisor, SeesModelsComeAndGoWhileItRuns) {
  start();
  ASSERT_TRUE(acquire());
  sandbox.add_model("later");
  ASSERT_TRUE(eventually([&] { return supervisor->models().contains("later"); }));
  const auto lease = acquire("later");
  ASSERT_TRUE(lease) << lease.error().message;
  fs::remove(sandbox.root / "home/models/later.gguf");
  EXPECT_TRUE(eventually([&] { return !supervisor->models().contains("later"); }));
}

TEST_F(LocalSupervisor, KeepsTheKeyOffTheCommandLine) {
  start();
  ASSERT_TRUE(acquire());
  const std::string key(supervisor->authorization().substr(std::string_view("Bearer ").size()));
  EXPECT_EQ(key.size(), 64U);
  for (const pid_t pid : {supervisor->status().pid, inspect_process(supervisor->status().pid)->parent}) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
    const std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_FALSE(line.empty());
    EXPECT_FALSE(line.contains(key));
  }
}

TEST_F(LocalSupervisor, FindsAShortPlaceForItsSocket) {
  auto options = sandbox.options();
  options.home = sandbox.root / std::string(50, 'a') / std::string(50, 'b');
  options.runtime_folder = sandbox.root;
  options.managed.managed.models_dir = (sandbox.root / "home/models").string();
  start(options);
  EXPECT_LE(supervisor->endpoint().spec().unix_path.size(), 107U);
  const auto lease = acquire();
  EXPECT_TRUE(lease) << lease.error().message;
}

TEST_F(LocalSupervisor, TakesNewOptionsWhenItIsUnused) {
  fs::create_directories(sandbox.root / "other");
  sandbox.touch("other/second.gguf");
  auto options = sandbox.options();
  start(options);
  {
    const auto lease = acquire();
    ASSERT_TRUE(lease);
    ManagedOptions changed = options.managed;
    changed.managed.models_dir = (sandbox.root / "other").string();
    supervisor->reconfigure(changed);
    ASSERT_TRUE(eventually([&] { return supervisor->models().contains("second") && !supervisor->models().contains("tiny"); }));
    EXPECT_EQ(supervisor->status().state, ServerState::ready);
  }
  const auto lease = acquire("second");
  ASSERT_TRUE(lease) << lease.error().message;
}

TEST_F(LocalSupervisor, StopsWithinTheGraceTimeAndAnswersWaiters) {
  start({"stubborn", "offspring=2", "loaded-when=" + (sandbox.root / "never").string()});
  std::thread stopper([&] {
    EXPECT_TRUE(eventually([&] { return sandbox.noted("load").size() == 1 && sandbox.noted("offspring").size() == 4; }));
    supervisor->stop();
  });
  const auto lease = acquire();
  stopper.join();
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::provider_unreachable);
  EXPECT_TRUE(test::all_gone(test::living(sandbox.noted("start"))));
  EXPECT_TRUE(test::all_gone(test::living(sandbox.noted("offspring"))));
  EXPECT_FALSE(fs::exists(supervisor->endpoint().spec().unix_path));
  const auto late = acquire();
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("stopped"));
}

// Patchbay's own death, of which no destructor hears.
class PatchbayDies : public ::testing::TestWithParam<int> {
 protected:
  PatchbayDies() { sandbox.add_model("tiny"); }
  test::Sandbox sandbox;
};

TEST_P(PatchbayDies, AndNothingIsLeftBehind) {
  const std::string command = fs::read_symlink("/proc/self/exe").string() + " __stand_in " + (sandbox.root / "home").string() + " " +
                              (sandbox.root / "bin/llama-server").string() + " tiny --fake journal=" + sandbox.journal().string() +
                              " --fake offspring=2 --fake stubborn";
  FILE* output = ::popen(("exec " + command).c_str(), "re");
  ASSERT_NE(output, nullptr);
  char line[256] = "";
  ASSERT_NE(std::fgets(line, sizeof line, output), nullptr);
  ASSERT_STREQ(line, "ready\n");
  ASSERT_TRUE(eventually([&] { return sandbox.noted("offspring").size() == 4; }));
  auto all = test::living(sandbox.noted("start"));
  ASSERT_EQ(all.size(), 1U);
  const ProcessEntry keeper = *inspect_process(all[0].parent);
  const ProcessEntry patchbay = *inspect_process(keeper.parent);
  all.push_back(keeper);
  for (const ProcessEntry& process : test::living(sandbox.noted("offspring"))) all.push_back(process);
  ASSERT_EQ(all.size(), 6U);
  ASSERT_EQ(::kill(patchbay.pid, GetParam()), 0);
  EXPECT_TRUE(eventually([&] { return test::all_gone(all); }, 5s));
  ::pclose(output);
}

INSTANTIATE_TEST_SUITE_P(BySignal, PatchbayDies, ::testing::Values(SIGKILL, SIGTERM, SIGHUP));

}  // namespace
}  // namespace patchbay::local
