// Who has logged in to the page? One-time codes, which the terminal prints in a link, and the sessions that they are exchanged for.
#pragma once

#include "auth/session_file.hpp"
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
#include <functional>
#include <mutex>
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
  using Complaint = std::function<void(const base::Error&)>;

  // Takes in what `file` holds; an empty path keeps nothing. A file that cannot be read counts as empty: everybody logs in anew. One that
  // cannot be written costs the sessions at the next restart only: `complain` hears of it.
  Sessions(base::Random& random, const base::Clock& clock, std::filesystem::path file, Complaint complain = {});

  std::string new_login_code();
  // A fresh session's token for a code, once. Error: authentication (used, expired or unknown).
  base::Result<std::string> redeem(std::string_view code);

  [[nodiscard]] bool knows(std::string_view token) const;
  // May this request use /admin? Over a Unix socket always; with a cookie that is known; on loopback without one if server.local_login is
  // off.
  [[nodiscard]] bool admits(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot) const;
  [[nodiscard]] bool has_session(const codec::RequestHeadView& head) const;  // a cookie that is known
  [[nodiscard]] std::size_t size() const;

 private:
  void save() const;

  base::Random& random_;
  const base::Clock& clock_;
  std::filesystem::path file_;
  Complaint complain_;
  mutable std::mutex mutex_;
  std::deque<HashedToken> codes_;
  std::deque<HashedToken> sessions_;
};

// The value of Set-Cookie: HttpOnly, SameSite=Strict, Path=/, Max-Age of session_life; Secure over TLS.
std::string session_cookie(std::string_view token, transport::PeerKind over);

}  // namespace patchbay::auth
