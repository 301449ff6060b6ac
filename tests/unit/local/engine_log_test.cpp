#include "local/engine_log.hpp"

#include "unit/local/sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

TEST(ComplaintIn, PrefersTheLastErrorToTheLastLine) {
  EXPECT_EQ(complaint_in("0.00.001.449 I srv  main: initializing\n"
                         "0.00.002.000 E srv  first: one\n"
                         "[52611] 0.00.003.000 E srv  load_model: failed to load\n"
                         "0.00.004.000 I srv  clean_up: error-free farewell\n\n"),
            "srv  load_model: failed to load");
}

TEST(ComplaintIn, KnowsErrorsOfTheLoaderAndOfAborts) {
  EXPECT_EQ(complaint_in("llama-server: error while loading shared libraries: libx.so: cannot open\nnext\n"),
            "llama-server: error while loading shared libraries: libx.so: cannot open");
  EXPECT_EQ(complaint_in("GGML_ASSERT(x) failed\nwhere it was\n"), "GGML_ASSERT(x) failed");
}

TEST(ComplaintIn, TakesTheLastLineWhenNothingIsAnError) {
  EXPECT_EQ(complaint_in("0.1 I srv  a\n0.2 I srv  the end"), "srv  the end");
  EXPECT_EQ(complaint_in(""), "");
  EXPECT_EQ(complaint_in("\n \n"), "");
}

TEST(ComplaintIn, IsShortAndPrintable) {
  const std::string text = complaint_in("error \x1b[31m" + std::string(1000, 'x'));
  EXPECT_EQ(text.size(), 300U);
  EXPECT_EQ(text.substr(0, 11), "error ?[31m");
}

class EngineLogFile : public ::testing::Test {
 protected:
  void append(const std::string& text) const { std::ofstream(log.file(), std::ios::app) << text; }
  test::Sandbox sandbox;
  EngineLog log{sandbox.root / "logs/engine.log", 1000};
};

TEST_F(EngineLogFile, IsForItsOwnerOnly) {
  ASSERT_TRUE(log.open_for_process());
  struct stat found{};
  ASSERT_EQ(::stat(log.file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST_F(EngineLogFile, BlamesAProcessOnlyForItsOwnWords) {
  {
    auto first = log.open_for_process();
  }
  append("0.1 E srv  the first one's error\n");
  {
    auto second = log.open_for_process();
  }
  EXPECT_EQ(log.last_complaint(), "");
  append("0.1 I srv  fine\n");
  EXPECT_EQ(log.last_complaint(), "srv  fine");
}

TEST_F(EngineLogFile, MovesAwayWhatIsTooMuchWhileAProcessWrites) {
  const auto opened = log.open_for_process();
  ASSERT_TRUE(opened);
  const std::string much(1500, 'a');
  ASSERT_EQ(::write(opened->get(), much.data(), much.size()), 1500);
  log.enforce_bound();
  EXPECT_EQ(fs::file_size(log.file()), 0U);
  EXPECT_EQ(fs::file_size(log.file().string() + ".1"), 1500U);
  ASSERT_EQ(::write(opened->get(), "later error\n", 12), 12);
  EXPECT_EQ(fs::file_size(log.file()), 12U);
  EXPECT_EQ(log.last_complaint(), "later error");
}

TEST_F(EngineLogFile, StaysWhenItIsNotTooMuch) {
  const auto opened = log.open_for_process();
  append(std::string(1000, 'a'));
  log.enforce_bound();
  EXPECT_EQ(fs::file_size(log.file()), 1000U);
}

}  // namespace
}  // namespace patchbay::local
