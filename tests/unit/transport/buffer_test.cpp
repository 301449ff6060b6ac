#include "transport/buffer.hpp"

#include "transport/frame_pool.hpp"
#include "transport/sanitizers.hpp"

#include <random>
#include <thread>

namespace patchbay::transport {
namespace {

TEST(Buffer, KeepsItsContentWhileItGrows) {
  std::mt19937 random(1);
  Buffer buffer;
  std::string model;
  for (int step = 0; step < 2000; ++step) {
    const std::string piece(random() % 500, static_cast<char>('a' + random() % 26));
    buffer.append(piece);
    model += piece;
    if (random() % 5 == 0) {
      const std::size_t drop = random() % (model.size() + 1);
      buffer.drop_front(drop);
      model.erase(0, drop);
    }
    ASSERT_EQ(buffer.view(), model);
  }
}

TEST(Buffer, HasReadablePaddingBehindAFullOne) {
  Buffer buffer(1000);
  const std::string text(buffer.capacity(), 'x');
  buffer.append(text);
  EXPECT_TRUE(buffer.free_space().empty());
  unsigned sum = 0;
  std::memset(buffer.data() + buffer.size(), 1, Buffer::tail_padding);
  for (std::size_t index = 0; index < Buffer::tail_padding; ++index) sum += static_cast<unsigned>(buffer.data()[buffer.size() + index]);
  EXPECT_EQ(sum, Buffer::tail_padding);
}

TEST(Buffer, MovesLeaveTheSourceEmpty) {
  Buffer first(100);
  first.append("hello");
  Buffer second(std::move(first));
  EXPECT_EQ(second.view(), "hello");
  EXPECT_EQ(first.capacity(), 0U);  // NOLINT(bugprone-use-after-move): that is the test
  first = std::move(second);
  EXPECT_EQ(first.view(), "hello");
}

TEST(Buffer, BlocksAreReusedAndTheFreeListIsCapped) {
  if (sanitized) GTEST_SKIP() << "pools step aside under sanitizers";
  release_retained_buffers();
  const char* block = nullptr;
  {
    Buffer buffer(100'000);
    block = buffer.data();
  }
  EXPECT_GE(retained_buffer_bytes(), 100'000U);
  {
    Buffer again(90'000);
    EXPECT_EQ(again.data(), block);
  }
  std::vector<Buffer> many;
  for (int index = 0; index < 64; ++index) many.emplace_back(1'000'000);
  many.clear();
  EXPECT_LE(retained_buffer_bytes(), 16U * 1024 * 1024);
  release_retained_buffers();
  EXPECT_EQ(retained_buffer_bytes(), 0U);
}

TEST(Buffer, MayBeFreedOnAnotherThread) {
  Buffer buffer(5000);
  buffer.append("content");
  std::thread other([moved = std::move(buffer)]() mutable { moved.release(); });
  other.join();
}

TEST(FramePool, HandsOutDistinctWritableBlocks) {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (std::size_t size = 1; size < 6000; size += 37) {
    auto* block = static_cast<unsigned char*>(allocate_frame(size));
    std::memset(block, static_cast<int>(size % 251), size);
    blocks.emplace_back(block, size);
  }
  for (const auto& [block, size] : blocks) {
    EXPECT_EQ(block[0], size % 251);
    EXPECT_EQ(block[size - 1], size % 251);
    free_frame(block, size);
  }
  release_retained_frames();
}

TEST(FramePool, ReusesTheBlockThatWasFreedLast) {
  if (sanitized) GTEST_SKIP() << "pools step aside under sanitizers";
  void* block = allocate_frame(200);
  free_frame(block, 200);
  void* again = allocate_frame(250);
  EXPECT_EQ(block, again);
  free_frame(again, 250);
}

}  // namespace
}  // namespace patchbay::transport
