// Who has logged in to the page? One-time codes, which the terminal prints in a link, and the sessions that they are exchanged for.
#pragma once

#include "auth/token_hash.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "config/snapshot.hpp"
#include "transport/server_exchange.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::auth {

inline constexpr std::string_view session_cookie_name = "patchbay_session";
inline constexpr std::chrono::minutes login_code_life{10};
inline constexpr std::chrono::days session_life{30};
inline constexpr std::size_t max_login_codes = 64;  // the oldest gives way
inline constexpr std::size_t max_sessions = 256;    // the oldest gives way

// Thread-safe (one mutex: this is for people, not for the request path). Codes and tokens are 256 random bits; only their hashes are kept,
// and they are compared in constant time. Sessions are written to `file` (mode 0600) when they change, so that a restart keeps the page
// logged in; codes live in memory only. The clock and the random source outlive it.
class Sessions {
 public:
  // Takes in what `file` holds; an empty path keeps nothing. A file that cannot be read counts as empty: everybody logs in anew.
  Sessions(base::Random& random, const base::Clock& clock, std::filesystem::path file);

  std::string new_login_code();

  // A fresh session's token for a code, once. Errors: authentication (used, expired or unknown); internal (the file cannot be written: the
  // session holds, but not over a restart, is not an error).
  base::Result<std::string> redeem(std::string_view code);

  [[nodiscard]] bool knows(std::string_view token) const;
  // May this request use /admin? Over a Unix socket always; with a cookie that is known; without any on loopback if server.local_login is
  // off.
  [[nodiscard]] bool admits(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot) const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    TokenHash hash;
    base::WallTime expires;
  };
  void drop_expired(base::WallTime now);
  void save() const;

  base::Random& random_;
  const base::Clock& clock_;
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::deque<Entry> codes_;
  std::deque<Entry> sessions_;
};

// The value of Set-Cookie: HttpOnly, SameSite=Strict, Path=/, Max-Age of session_life; Secure over TLS.
std::string session_cookie(std::string_view token, transport::PeerKind over);

}  // namespace patchbay::auth
