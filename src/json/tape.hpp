// The growing array of tokens behind a Document: uninitialised, grown by realloc, kept between parses.
#pragma once

#include "json/value.hpp"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <utility>

namespace patchbay::json {

class Tape {
 public:
  Tape() = default;
  Tape(Tape&& other) noexcept
      : tokens_(std::move(other.tokens_)), size_(std::exchange(other.size_, 0)), capacity_(std::exchange(other.capacity_, 0)) {}
  Tape& operator=(Tape&& other) noexcept {
    tokens_ = std::move(other.tokens_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  Token* data() { return tokens_.get(); }
  const Token* data() const { return tokens_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  void set_size(std::size_t size) { size_ = size; }  // the first `size` tokens have been written

  void grow(std::size_t at_least);  // keeps what was written; throws std::bad_alloc
  void release();

 private:
  struct Free {
    void operator()(Token* tokens) const { std::free(tokens); }
  };
  std::unique_ptr<Token[], Free> tokens_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace patchbay::json
