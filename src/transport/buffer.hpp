// Where do body bytes live? In a Buffer: a move-only block from a per-thread free list of size classes, so that bodies of
// mixed sizes cause no page faults. The list is capped; what exceeds the cap goes back to the system.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace patchbay::transport {

// Owns its bytes. Thread-compatible; may be destroyed on another thread than the one that made it.
// `tail_padding` readable bytes (of any value) always follow the content, for readers that look ahead.
class Buffer {
 public:
  static constexpr std::size_t tail_padding = 64;

  Buffer() = default;
  explicit Buffer(std::size_t capacity);
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  [[nodiscard]] std::string_view view() const { return {data_, size_}; }
  [[nodiscard]] char* data() { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::span<char> free_space() { return {data_ + size_, capacity_ - size_}; }

  void reserve(std::size_t capacity);  // keeps the content; may move it
  void append(std::string_view bytes);
  void commit(std::size_t bytes) { size_ += bytes; }  // bytes written into free_space()
  void drop_front(std::size_t bytes);                 // moves the rest to the front
  void clear() { size_ = 0; }
  void release();  // clear() and give the memory back

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Bytes that the calling thread's free list holds now (not those in use).
std::size_t retained_buffer_bytes() noexcept;
void release_retained_buffers() noexcept;

}  // namespace patchbay::transport
