#include "json/tape.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace patchbay::json {
namespace {

constexpr std::size_t spare_limit = 4096;  // tokens: 64 KB

// One block a thread.
struct Spare {
  Token* tokens = nullptr;
  std::size_t capacity = 0;
  ~Spare() {
    std::free(tokens);
    tokens = nullptr;
    capacity = spare_limit;  // whoever comes later is not kept
  }
};
thread_local Spare spare;

}  // namespace

void Tape::grow(std::size_t at_least) {
  if (tokens_ == nullptr && spare.tokens != nullptr && spare.capacity >= at_least) {
    tokens_ = std::exchange(spare.tokens, nullptr);
    capacity_ = std::exchange(spare.capacity, 0);
    return;
  }
  const std::size_t capacity = std::max(at_least, capacity_ * 2);
  void* memory = std::realloc(tokens_, capacity * sizeof(Token));
  if (memory == nullptr) throw std::bad_alloc();
  tokens_ = static_cast<Token*>(memory);
  capacity_ = capacity;
}

void Tape::release() {
  if (capacity_ > spare.capacity && capacity_ <= spare_limit) {
    std::swap(tokens_, spare.tokens);
    std::swap(capacity_, spare.capacity);
  }
  std::free(tokens_);
  tokens_ = nullptr;
  size_ = 0;
  capacity_ = 0;
}

}  // namespace patchbay::json
