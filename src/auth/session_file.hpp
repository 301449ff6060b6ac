// The file that keeps sessions over a restart: hashes and when they end, never a token.
#pragma once

#include "auth/token_hash.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

#include <deque>
#include <filesystem>

namespace patchbay::auth {

struct HashedToken {
  TokenHash hash;
  base::WallTime expires;
};

// Empty when the file is missing or cannot be read.
std::deque<HashedToken> read_session_file(const std::filesystem::path& file);

// Replaces the file in one step, mode 0600. Error: internal.
base::Result<void> write_session_file(const std::filesystem::path& file, const std::deque<HashedToken>& sessions);

}  // namespace patchbay::auth
