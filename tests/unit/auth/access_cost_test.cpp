// The check runs on every request, so it allocates nothing when all is well. Not under a sanitizer: those bring their own operator new.
#include "auth/access_check.hpp"
#include "unit/auth/parsed_head.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PATCHBAY_UNDER_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PATCHBAY_UNDER_SANITIZER
#endif
#endif

#ifndef PATCHBAY_UNDER_SANITIZER

namespace {
thread_local std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace patchbay::auth {
namespace {

using test::ParsedHead;

TEST(AccessCheck, AllocatesNothingWhenAllIsWell) {
  config::Snapshot facts;
  facts.server.hosts = {"patchbay.lan"};
  facts.server.allowed_origins = {"https://app.example"};
  const transport::Peer peer{transport::PeerKind::tcp, "127.0.0.1", 1};
  const config::HostPort own{"127.0.0.1", 7878};
  const ParsedHead program("POST /v1/chat/completions HTTP/1.1", {"Host: localhost:7878", "Content-Length: 10", "Authorization: Bearer x"});
  const ParsedHead page("POST /admin/v1/runs HTTP/1.1",
                        {"Host: localhost:7878", "Origin: http://localhost:7878", "Sec-Fetch-Site: same-origin",
                         "Content-Type: application/json", "Content-Length: 10"});
  const std::size_t before = allocations;
  const bool program_passes = check_access(program.get(), peer, facts, own).has_value();
  const bool page_passes = check_access(page.get(), peer, facts, own).has_value();
  const std::size_t after = allocations;
  EXPECT_TRUE(program_passes);
  EXPECT_TRUE(page_passes);
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace patchbay::auth

#endif
