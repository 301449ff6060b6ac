#include "local/process_tree.hpp"

#include "unit/local/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace patchbay::local {
namespace {

// `cat` with a pipe as its input: it lives until the pipe is closed, or it is killed.
class Child {
 public:
  Child() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    writing_ = transport::UniqueFd(ends[1]);
    const transport::UniqueFd reading(ends[0]);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, reading.get(), STDIN_FILENO);
    std::string name = "cat";
    std::array<char*, 2> arguments{name.data(), nullptr};
    EXPECT_EQ(::posix_spawnp(&pid, "cat", &files, nullptr, arguments.data(), environ), 0);
    ::posix_spawn_file_actions_destroy(&files);
  }
  ~Child() {
    writing_.reset();
    if (!waited_) wait();
  }
  int wait() {
    int status = 0;
    ::waitpid(pid, &status, 0);
    waited_ = true;
    return status;
  }
  pid_t pid = 0;

 private:
  transport::UniqueFd writing_;
  bool waited_ = false;
};

TEST(ProcessStat, IsReadThoughTheNameHoldsAnything) {
  const auto found =
      parse_process_stat("42 (a) S (b c) Z 7 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 1 18446744073709551615 0 0\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pid, 42);
  EXPECT_EQ(found->parent, 7);
  EXPECT_EQ(found->state, 'Z');
  EXPECT_EQ(found->started, 987654U);
}

TEST(ProcessStat, IsNothingWhenItIsCut) {
  for (const std::string_view line :
       {"", "42", "42 (a", "42 (a) S", "42 (a) S 7 1", "x (a) S 7 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 9"})
    EXPECT_FALSE(parse_process_stat(line)) << line;
}

TEST(ProcessTree, FindsAChild) {
  const Child child;
  const auto found = descendants_of(::getpid());
  const auto same = std::ranges::find(found, child.pid, &ProcessEntry::pid);
  ASSERT_NE(same, found.end());
  EXPECT_EQ(same->parent, ::getpid());
}

TEST(ProcessTree, SignalsExactlyTheProcessMeant) {
  Child child;
  auto entry = inspect_process(child.pid);
  ASSERT_TRUE(entry);
  ProcessEntry another = *entry;
  another.started += 1;  // the same pid, used by another process
  EXPECT_EQ(signal_process(another, SIGKILL), Signalled::already_gone);
  EXPECT_EQ(signal_process(*entry, SIGKILL), Signalled::sent);
  const int status = child.wait();
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(signal_process(*entry, SIGKILL), Signalled::already_gone);
}

}  // namespace
}  // namespace patchbay::local
