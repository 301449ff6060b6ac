#include "local/model_folder.hpp"

#include "unit/local/sandbox.hpp"

#include <gtest/gtest.h>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

class ModelFolder : public ::testing::Test {
 protected:
  void add(const std::string& name, std::size_t bytes = 1) const {
    const fs::path file = folder() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << std::string(bytes, 'x');
  }
  [[nodiscard]] fs::path folder() const { return sandbox.root / "home/models"; }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> found;
    const auto models = list_models(folder());
    EXPECT_TRUE(models);
    if (!models) return found;
    for (const ModelFile& model : *models) found.push_back(model.id);
    return found;
  }
  test::Sandbox sandbox;
};

TEST_F(ModelFolder, NamesFilesAndFoldersAsTheRouterDoes) {
  add("plain.gguf");
  add("double.gguf.gguf");
  add("sub/anything.gguf");
  add("notes.txt");
  add("empty-folder/readme.txt");
  EXPECT_EQ(ids(), (std::vector<std::string>{"double", "plain", "sub"}));
}

TEST_F(ModelFolder, LeavesCompanionsOut) {
  add("x-mmproj-f16.gguf");
  add("mtp-x.gguf");
  add("dspark-x.gguf");
  add("dflash-x.gguf");
  add("vision/mmproj.gguf");
  EXPECT_TRUE(ids().empty());
}

TEST_F(ModelFolder, TellsThatAModelSeesImagesByItsProjector) {
  add("vision/mmproj.gguf", 5);
  add("vision/model.gguf", 7);
  add("blind.gguf");
  const auto models = *list_models(folder());
  ASSERT_EQ(models.size(), 2U);
  EXPECT_FALSE(models[0].sees_images);
  EXPECT_TRUE(models[1].sees_images);
  EXPECT_EQ(models[1].size, 7U);
  EXPECT_EQ(models[1].file, folder() / "vision/model.gguf");
}

TEST_F(ModelFolder, TakesThePartsOfASplitModelTogether) {
  add("big/big-00002-of-00002.gguf", 20);
  add("big/big-00001-of-00002.gguf", 10);
  add("flat-00001-of-00003.gguf", 1);
  add("flat-00002-of-00003.gguf", 2);
  add("flat-00003-of-00003.gguf", 4);
  const auto models = *list_models(folder());
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].id, "big");
  EXPECT_EQ(models[0].file, folder() / "big/big-00001-of-00002.gguf");
  EXPECT_EQ(models[0].size, 30U);
  EXPECT_EQ(models[1].id, "flat-00001-of-00003");
  EXPECT_EQ(models[1].size, 7U);
}

TEST_F(ModelFolder, HoldsNothingWhenItIsNotThere) {
  const auto models = list_models(sandbox.root / "nowhere");
  ASSERT_TRUE(models);
  EXPECT_TRUE(models->empty());
}

TEST_F(ModelFolder, IsAnErrorWhenItIsNoFolder) {
  add("file");
  const auto models = list_models(folder() / "file");
  ASSERT_FALSE(models);
  EXPECT_NE(models.error().message.find((folder() / "file").string()), std::string::npos);
}

}  // namespace
}  // namespace patchbay::local
