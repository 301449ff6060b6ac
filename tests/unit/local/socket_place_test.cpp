#include "local/socket_place.hpp"

#include "unit/local/sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& file) {
  struct stat found{};
  return ::lstat(file.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

class SocketPlace : public ::testing::Test {
 protected:
  SocketPlace() {
    fs::create_directories(sandbox.root / "runtime");
    search.home = sandbox.root / "home";
    search.runtime_folder = sandbox.root / "runtime";
    search.temporary_folder = sandbox.root;
  }
  void make_home_deep() { search.home = sandbox.root / std::string(60, 'd') / std::string(60, 'e'); }

  test::Sandbox sandbox;
  SocketSearch search;
};

TEST_F(SocketPlace, IsInTheHomeForItsOwnerOnly) {
  const auto place = prepare_socket_place(search);
  ASSERT_TRUE(place);
  EXPECT_EQ(*place, sandbox.root / "home/run/llama.sock");
  EXPECT_EQ(mode_of(place->parent_path()), 0700U);
}

TEST_F(SocketPlace, ClosesAFolderThatIsOpenToOthers) {
  fs::create_directories(sandbox.root / "home/run");
  fs::permissions(sandbox.root / "home/run", fs::perms::all);
  ASSERT_TRUE(prepare_socket_place(search));
  EXPECT_EQ(mode_of(sandbox.root / "home/run"), 0700U);
}

TEST_F(SocketPlace, IsInTheRuntimeFolderWhenTheHomeIsTooDeep) {
  make_home_deep();
  const auto place = prepare_socket_place(search);
  ASSERT_TRUE(place) << place.error().message;
  EXPECT_EQ(place->parent_path().parent_path(), search.runtime_folder);
  EXPECT_LE(place->native().size(), longest_socket_path);
  EXPECT_EQ(mode_of(place->parent_path()), 0700U);
  EXPECT_EQ(prepare_socket_place(search).value(), *place);
}

TEST_F(SocketPlace, IsInTheTemporaryFolderWhenThereIsNoRuntimeFolder) {
  make_home_deep();
  search.runtime_folder.clear();
  const auto place = prepare_socket_place(search);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->parent_path().parent_path(), sandbox.root);
}

TEST_F(SocketPlace, DiffersForEachHome) {
  make_home_deep();
  const auto first = prepare_socket_place(search);
  search.home += "2";
  EXPECT_NE(first.value(), prepare_socket_place(search).value());
}

TEST_F(SocketPlace, RefusesALinkInItsPlace) {
  make_home_deep();
  search.runtime_folder.clear();
  const fs::path folder = prepare_socket_place(search).value().parent_path();
  fs::remove(folder);
  fs::create_directory_symlink(sandbox.root / "home", folder);
  const auto place = prepare_socket_place(search);
  ASSERT_FALSE(place);
  EXPECT_NE(place.error().message.find("is not a folder"), std::string::npos);
}

TEST_F(SocketPlace, IsAnErrorWhenNothingIsShortEnough) {
  make_home_deep();
  search.runtime_folder.clear();
  search.temporary_folder = sandbox.root / std::string(100, 't');
  EXPECT_FALSE(prepare_socket_place(search));
}

}  // namespace
}  // namespace patchbay::local
