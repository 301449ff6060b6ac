#include "local/keeper.hpp"

#include "local/kept_process.hpp"
#include "transport/block_on.hpp"
#include "transport/sleep.hpp"
#include "unit/local/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;
using test::eventually;
namespace fs = std::filesystem;

TEST(KeeperMessage, IsReadAsItWasWritten) {
  for (const char* line : {"started 12\n", "not executable 2\n", "ended code 3\n", "ended signal 9\n"}) {
    const auto message = keeper_message(line);
    ASSERT_TRUE(message) << line;
    EXPECT_EQ(to_line(*message), line);
  }
  for (const char* line : {"", "ended", "ended code", "ended code x", "started 1 2", "begun 3"}) EXPECT_FALSE(keeper_message(line)) << line;
}

TEST(Keeper, IsNotMeantByOtherArguments) {
  std::string program = "patchbay";
  std::string command = "serve";
  std::array<char*, 3> arguments{program.data(), command.data(), nullptr};
  EXPECT_FALSE(run_as_keeper(2, arguments.data()));
  EXPECT_FALSE(run_as_keeper(1, arguments.data()));
}

TEST(Keeper, RefusesArgumentsThatMakeNoSense) {
  std::vector<std::string> texts{"patchbay", std::string(keeper_argument), "x", "100", "/bin/true"};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  EXPECT_EQ(run_as_keeper(5, arguments.data()), 2);
  EXPECT_EQ(run_as_keeper(4, arguments.data()), 2);
}

// The keeper as the supervisor uses it, around the fake server.
class KeptServer : public ::testing::Test {
 protected:
  void start(const std::vector<std::string>& words, std::chrono::milliseconds grace = 300ms) {
    KeptCommand command;
    command.command = {(sandbox.root / "bin/llama-server").string(), "--host", (sandbox.root / "s.sock").string(),     "--models-dir",
                       (sandbox.root / "home/models").string(),      "--fake", "journal=" + sandbox.journal().string()};
    for (const std::string& word : words) command.command.insert(command.command.end(), {"--fake", word});
    command.grace = grace;
    const transport::UniqueFd output(::open((sandbox.root / "output").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto started = KeptProcess::start(loop, command, output.get(), [] {});
    ASSERT_TRUE(started) << started.error().message;
    process = std::move(*started);
  }
  // Lets news in until the condition holds.
  bool until(const std::function<bool()>& condition) {
    const auto limit = std::chrono::steady_clock::now() + 20s;
    transport::block_on(loop, look(condition, limit));
    return condition();
  }
  transport::Task<void> look(const std::function<bool()>& condition, base::SteadyTime limit) {
    while (!condition() && loop.now() < limit) (void)co_await transport::sleep_for(loop, 2ms);
  }
  std::vector<ProcessEntry> family(std::size_t offspring) {
    EXPECT_TRUE(until([&] { return sandbox.noted("offspring").size() == offspring && sandbox.noted("start").size() == 1; }));
    auto all = test::living(sandbox.noted("start"));
    for (const ProcessEntry& process_entry : test::living(sandbox.noted("offspring"))) all.push_back(process_entry);
    EXPECT_EQ(all.size(), offspring + 1);
    return all;
  }

  test::Sandbox sandbox;
  transport::EventLoop loop;
  std::unique_ptr<KeptProcess> process;
};

TEST_F(KeptServer, TellsHowItEnds) {
  start({"exit=7"});
  ASSERT_TRUE(until([&] { return process->gone(); }));
  ASSERT_TRUE(process->end());
  EXPECT_EQ(process->end()->exit_code, 7);
  EXPECT_EQ(describe(*process->end()), "ended with code 7");
  EXPECT_EQ(sandbox.noted("start"), std::vector<std::string>{std::to_string(process->pid())});
}

TEST_F(KeptServer, TellsThatItCannotBeExecuted) {
  sandbox.touch("bin/not-a-program");
  fs::remove(sandbox.root / "bin/llama-server");
  start({});
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_EQ(describe(*process->end()), "cannot be executed: No such file or directory");
}

TEST_F(KeptServer, TellsWhichSignalKilledIt) {
  start({});
  ASSERT_TRUE(until([&] { return process->pid() != 0; }));
  ASSERT_EQ(::kill(process->pid(), SIGKILL), 0);
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_EQ(describe(*process->end()), "was killed by signal 9 (Killed)");
}

TEST_F(KeptServer, EndsOnRequestWithAllItsOffspring) {
  start({"offspring=3"});
  const auto all = family(6);
  process->ask_to_end();
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_TRUE(test::all_gone(all));
}

TEST_F(KeptServer, IsKilledWhenItIgnoresTheRequest) {
  start({"stubborn", "offspring=1"}, 50ms);
  const auto all = family(2);
  process->ask_to_end();
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_EQ(process->end()->signal, SIGKILL);
  EXPECT_TRUE(test::all_gone(all));
}

TEST_F(KeptServer, LeavesNoOffspringWhenItEndsByItself) {
  start({"offspring=2"}, 50ms);
  const auto all = family(4);
  ASSERT_EQ(::kill(process->pid(), SIGKILL), 0);
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_TRUE(test::all_gone(all));
}

TEST_F(KeptServer, EndsWhenItsOwnerForgetsIt) {
  start({"offspring=1"}, 50ms);
  const auto all = family(2);
  process.reset();
  EXPECT_TRUE(eventually([&] { return test::all_gone(all); }));
}

TEST_F(KeptServer, EndsWhenTheKeeperIsAskedToEnd) {
  start({"offspring=1"}, 50ms);
  const auto all = family(2);
  const pid_t keeper = inspect_process(process->pid())->parent;
  ASSERT_EQ(::kill(keeper, SIGTERM), 0);
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_TRUE(test::all_gone(all));
}

TEST_F(KeptServer, DiesWithAKeeperThatIsKilled) {
  start({"stubborn"});
  const auto all = family(0);
  process->kill_keeper();
  ASSERT_TRUE(until([&] { return process->gone(); }));
  EXPECT_EQ(process->end()->signal, SIGKILL);
  EXPECT_TRUE(eventually([&] { return test::all_gone(all); }));
}

TEST_F(KeptServer, InheritsNoDescriptorsOfOurs) {
  const int leaky = ::open("/dev/null", O_RDONLY);  // without close-on-exec, as careless code does it
  start({});
  ASSERT_TRUE(until([&] { return sandbox.noted("start").size() == 1; }));
  std::vector<std::string> open;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(process->pid()) + "/fd"))
    open.push_back(entry.path().filename());
  ::close(leaky);
  std::erase_if(open, [](const std::string& name) { return std::stoi(name) <= 2; });
  EXPECT_LE(open.size(), 1U);  // its listening socket
}

}  // namespace
}  // namespace patchbay::local
