// The growing array of tokens behind a Document: uninitialised, kept between parses. A block of moderate size that is given back waits on
// its thread for the next tape, so that who parses now and then need not hold one.
#pragma once

#include "json/value.hpp"

#include <cstddef>
#include <utility>

namespace patchbay::json {

class Tape {
 public:
  Tape() = default;
  Tape(Tape&& other) noexcept
      : tokens_(std::exchange(other.tokens_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Tape& operator=(Tape&& other) noexcept {
    std::swap(tokens_, other.tokens_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Tape() { release(); }

  Token* data() { return tokens_; }
  const Token* data() const { return tokens_; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  void set_size(std::size_t size) { size_ = size; }  // the first `size` tokens have been written

  void grow(std::size_t at_least);  // keeps what was written; throws std::bad_alloc
  void release();

 private:
  Token* tokens_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace patchbay::json
