#include "local/model_table.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime now{1000s};

ModelFile file(const std::string& id, std::uint64_t size = 1) { return {id, id + ".gguf", size, false}; }

TEST(ModelTable, ListsFilesInOrderOfTheirIds) {
  ModelTable table;
  table.set_files({file("b", 2), file("a", 1)});
  const auto models = table.list();
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].id, "a");
  EXPECT_EQ(models[1].size, 2U);
  EXPECT_EQ(models[1].state, ModelState::unloaded);
}

TEST(ModelTable, BelievesALoadedModelForASecond) {
  ModelTable table;
  table.set_files({file("a")});
  EXPECT_FALSE(table.is_loaded("a", now));
  table.set_state("a", ModelState::loaded, now);
  EXPECT_TRUE(table.is_loaded("a", now + 1s));
  EXPECT_FALSE(table.is_loaded("a", now + 1001ms));
  EXPECT_EQ(table.state("a"), ModelState::loaded);
}

TEST(ModelTable, ForgetsWhoseFileIsGoneAndKnowsItAgain) {
  ModelTable table;
  table.set_files({file("a"), file("b")});
  table.set_state("a", ModelState::loaded, now);
  table.set_files({file("b")});
  EXPECT_FALSE(table.contains("a"));
  EXPECT_FALSE(table.is_loaded("a", now));
  table.set_state("a", ModelState::loaded, now);
  EXPECT_FALSE(table.contains("a"));
  table.set_files({file("a", 9)});
  EXPECT_EQ(table.state("a"), ModelState::unloaded);
  EXPECT_EQ(table.list().at(0).size, 9U);
}

TEST(ModelTable, UnloadsAllAtOnce) {
  ModelTable table;
  table.set_files({file("a"), file("b")});
  table.set_state("a", ModelState::loaded, now);
  table.set_state("b", ModelState::failed, now);
  table.set_all_unloaded();
  EXPECT_EQ(table.state("a"), ModelState::unloaded);
  EXPECT_EQ(table.state("b"), ModelState::unloaded);
}

TEST(ModelTable, IsReadWhileItIsWritten) {
  ModelTable table;
  std::thread writer([&table] {
    std::vector<ModelFile> files;
    for (int i = 0; i < 200; ++i) {
      files.push_back(file(std::to_string(i)));
      table.set_files(files);
      table.set_state(std::to_string(i), ModelState::loaded, now);
    }
  });
  std::size_t seen = 0;
  while (seen < 200) {
    const auto models = table.list();
    EXPECT_GE(models.size(), seen);
    seen = models.size();
  }
  writer.join();
  EXPECT_TRUE(table.is_loaded("199", now));
}

}  // namespace
}  // namespace patchbay::local
