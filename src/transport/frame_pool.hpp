// Where do coroutine frames and other short-lived small objects get their memory? From per-thread free lists by size class, so that a
// request allocates nothing once the thread is warm. Under a sanitizer every call goes to the system allocator, so that it can watch.
#pragma once

#include <cstddef>

// A coroutine that is seldom needed: kept out of its caller's frame, into which the compiler would otherwise fold its own.
#define PATCHBAY_SELDOM [[gnu::noinline]]

namespace patchbay::transport {

// Any thread. A block may be freed on another thread than the one that took it; it then joins that thread's lists.
void* allocate_frame(std::size_t bytes);
void free_frame(void* block, std::size_t bytes) noexcept;

// Gives all retained blocks of the calling thread back to the system.
void release_retained_frames() noexcept;

// A base for classes that are made and destroyed once per request: their memory comes from the frame pool.
struct Pooled {
  static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept { free_frame(block, bytes); }
};

}  // namespace patchbay::transport
