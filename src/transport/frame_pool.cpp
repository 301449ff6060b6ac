#include "transport/frame_pool.hpp"

#include "transport/sanitizers.hpp"

#include <array>
#include <new>

namespace patchbay::transport {
namespace {

constexpr std::size_t class_bytes = 64;
constexpr std::size_t class_count = 64;
constexpr std::size_t retained_limit = 512 * 1024;

struct Block {
  Block* next;
};
struct Lists {
  std::array<Block*, class_count> heads{};
  std::size_t retained = 0;
  bool watched = false;  // the thread's end will release the lists
  bool closed = false;   // the thread has ended
};
constinit thread_local Lists lists;

struct ThreadEnd {
  ~ThreadEnd() {
    release_retained_frames();
    lists.closed = true;
  }
};

std::size_t class_of(std::size_t bytes) { return (bytes + class_bytes - 1) / class_bytes - 1; }

void watch_thread_end() {
  static thread_local ThreadEnd end;
  static_cast<void>(&end);
  lists.watched = true;
}

}  // namespace

void* allocate_frame(std::size_t bytes) {
  if constexpr (sanitized) return ::operator new(bytes);
  const std::size_t index = class_of(bytes);
  if (index >= class_count) return ::operator new(bytes);
  Block* block = lists.heads[index];
  if (block == nullptr) return ::operator new((index + 1) * class_bytes);
  lists.heads[index] = block->next;
  lists.retained -= (index + 1) * class_bytes;
  return block;
}

void free_frame(void* memory, std::size_t bytes) noexcept {
  const std::size_t index = class_of(bytes);
  const std::size_t rounded = (index + 1) * class_bytes;
  if (sanitized || index >= class_count || lists.closed || lists.retained + rounded > retained_limit) {
    ::operator delete(memory);
    return;
  }
  if (!lists.watched) watch_thread_end();
  lists.heads[index] = new (memory) Block{lists.heads[index]};
  lists.retained += rounded;
}

void release_retained_frames() noexcept {
  for (Block*& head : lists.heads) {
    while (head != nullptr) {
      Block* block = head;
      head = block->next;
      ::operator delete(block);
    }
  }
  lists.retained = 0;
}

}  // namespace patchbay::transport
