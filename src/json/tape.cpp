#include "json/tape.hpp"

#include <algorithm>
#include <new>

namespace patchbay::json {

void Tape::grow(std::size_t at_least) {
  const std::size_t capacity = std::max(at_least, capacity_ * 2);
  void* memory = std::realloc(tokens_.get(), capacity * sizeof(Token));
  if (memory == nullptr) throw std::bad_alloc();
  static_cast<void>(tokens_.release());
  tokens_.reset(static_cast<Token*>(memory));
  capacity_ = capacity;
}

void Tape::release() {
  tokens_.reset();
  size_ = 0;
  capacity_ = 0;
}

}  // namespace patchbay::json
