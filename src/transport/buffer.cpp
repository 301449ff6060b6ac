#include "transport/buffer.hpp"

#include "transport/sanitizers.hpp"

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace patchbay::transport {
namespace {

// Up to 4 KB classes are 256 bytes apart, since heads live there as long as their streams; above, they are powers of two.
constexpr std::size_t small_step = 256;
constexpr unsigned small_classes = 16;
constexpr unsigned small_bits = 12;
constexpr unsigned last_class =
    small_classes + 24 - small_bits - 1;  // 16 MB: larger blocks are rare, and the system takes them back at once
constexpr std::size_t retained_limit = 16 * 1024 * 1024;
constexpr std::size_t retained_small_limit = 256 * 1024;  // of the small classes together: a burst of heads is not kept

struct Block {
  Block* next;
};
struct Lists {
  std::array<Block*, last_class + 1> heads{};
  std::size_t retained = 0;
  std::size_t retained_small = 0;
  bool watched = false;
  bool closed = false;
};
constinit thread_local Lists lists;

struct ThreadEnd {
  ~ThreadEnd() {
    release_retained_buffers();
    lists.closed = true;
  }
};

void watch_thread_end() {
  static thread_local ThreadEnd end;
  static_cast<void>(&end);
  lists.watched = true;
}

// Of a block, the padding is not capacity.
unsigned class_for(std::size_t capacity) {
  const std::size_t bytes = capacity + Buffer::tail_padding;
  if (bytes <= small_step * small_classes) return static_cast<unsigned>((bytes - 1) / small_step);
  return small_classes + static_cast<unsigned>(std::bit_width(bytes - 1)) - small_bits - 1;
}

std::size_t bytes_of(unsigned size_class) {
  if (size_class < small_classes) return (size_class + 1) * small_step;
  return std::size_t{1} << (size_class - small_classes + small_bits + 1);
}

bool is_small(unsigned size_class) { return size_class < small_classes; }
std::size_t& retained_with(unsigned size_class) { return is_small(size_class) ? lists.retained_small : lists.retained; }

char* take_block(unsigned size_class) {
  if (!sanitized && size_class <= last_class && lists.heads[size_class] != nullptr) {
    Block* block = lists.heads[size_class];
    lists.heads[size_class] = block->next;
    retained_with(size_class) -= bytes_of(size_class);
    return reinterpret_cast<char*>(block);
  }
  void* memory = std::malloc(bytes_of(size_class));
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<char*>(memory);
}

void give_block(char* memory, unsigned size_class) noexcept {
  const std::size_t bytes = bytes_of(size_class);
  std::size_t& retained = retained_with(size_class);
  const std::size_t limit = is_small(size_class) ? retained_small_limit : retained_limit;
  if (sanitized || size_class > last_class || lists.closed || retained + bytes > limit) {
    std::free(memory);
    return;
  }
  if (!lists.watched) watch_thread_end();
  lists.heads[size_class] = new (memory) Block{lists.heads[size_class]};
  retained += bytes;
}

}  // namespace

Buffer::Buffer(std::size_t capacity) { reserve(capacity); }

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), capacity_(std::exchange(other.capacity_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
  }
  return *this;
}

Buffer::~Buffer() { release(); }

void Buffer::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  const unsigned size_class = class_for(capacity);
  char* moved = take_block(size_class);
  if (size_ > 0) std::memcpy(moved, data_, size_);
  const std::size_t size = size_;
  release();
  data_ = moved;
  size_ = size;
  capacity_ = bytes_of(size_class) - tail_padding;
}

void Buffer::append(std::string_view bytes) {
  if (bytes.empty()) return;
  reserve(size_ + bytes.size());
  std::memcpy(data_ + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void Buffer::drop_front(std::size_t bytes) {
  size_ -= bytes;
  if (size_ > 0) std::memmove(data_, data_ + bytes, size_);
}

void Buffer::release() {
  if (data_ != nullptr) give_block(data_, class_for(capacity_));
  data_ = nullptr;
  size_ = capacity_ = 0;
}

std::size_t retained_buffer_bytes() noexcept { return lists.retained + lists.retained_small; }

void release_retained_buffers() noexcept {
  for (Block*& head : lists.heads) {
    while (head != nullptr) {
      Block* block = head;
      head = block->next;
      std::free(block);
    }
  }
  lists.retained = 0;
  lists.retained_small = 0;
}

}  // namespace patchbay::transport
