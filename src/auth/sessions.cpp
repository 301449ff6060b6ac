#include "auth/sessions.hpp"

#include "auth/host_name.hpp"
#include "codec/http1_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::auth {
namespace {

constexpr std::size_t token_bytes = 32;

void drop_expired(std::deque<HashedToken>& tokens, base::WallTime now) {
  std::erase_if(tokens, [&](const HashedToken& token) { return token.expires <= now; });
}

void keep_newest(std::deque<HashedToken>& tokens, std::size_t limit) {
  while (tokens.size() > limit) tokens.pop_front();
}

// Looks at all of them, so that the time says nothing of the place.
const HashedToken* find(const std::deque<HashedToken>& tokens, const TokenHash& hash) {
  const HashedToken* found = nullptr;
  for (const HashedToken& token : tokens)
    if (same_hash(token.hash, hash)) found = &token;
  return found;
}

// Calls visit(value) for each cookie of that name until it answers true.
template <class Visit>
bool any_cookie(std::string_view cookies, std::string_view name, Visit visit) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = codec::trim_blanks(cookies.substr(0, end));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name && visit(pair.substr(equals + 1))) return true;
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return false;
}

}  // namespace

Sessions::Sessions(base::Random& random, const base::Clock& clock, std::filesystem::path file, Complaint complain)
    : random_(random), clock_(clock), file_(std::move(file)), complain_(std::move(complain)) {
  if (!file_.empty()) sessions_ = read_session_file(file_);
  drop_expired(sessions_, clock_.wall());
  keep_newest(sessions_, max_sessions);
}

std::string Sessions::new_login_code() {
  std::string code = base::random_hex(random_, token_bytes);
  const std::lock_guard lock(mutex_);
  drop_expired(codes_, clock_.wall());
  codes_.push_back({hash_token(code), clock_.wall() + login_code_life});
  keep_newest(codes_, max_login_codes);
  return code;
}

base::Result<std::string> Sessions::redeem(std::string_view code) {
  const TokenHash hash = hash_token(code);
  const std::lock_guard lock(mutex_);
  const base::WallTime now = clock_.wall();
  drop_expired(codes_, now);
  if (find(codes_, hash) == nullptr)
    return base::fail(base::ErrorKind::authentication, "this link has been used already, or is older than 10 minutes",
                      base::Origin::client);
  std::erase_if(codes_, [&](const HashedToken& entry) { return same_hash(entry.hash, hash); });
  std::string token = base::random_hex(random_, token_bytes);
  drop_expired(sessions_, now);
  sessions_.push_back({hash_token(token), now + session_life});
  keep_newest(sessions_, max_sessions);
  save();
  return token;
}

bool Sessions::knows(std::string_view token) const {
  const TokenHash hash = hash_token(token);
  const std::lock_guard lock(mutex_);
  const HashedToken* const session = find(sessions_, hash);
  return session != nullptr && session->expires > clock_.wall();
}

bool Sessions::has_session(const codec::RequestHeadView& head) const {
  for (const codec::HeaderView field : head.headers) {
    if (field.known != codec::KnownHeader::cookie) continue;
    if (any_cookie(field.value, session_cookie_name, [&](std::string_view token) { return knows(token); })) return true;
  }
  return false;
}

bool Sessions::admits(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot) const {
  if (peer.kind == transport::PeerKind::unix_socket) return true;
  const bool local = is_loopback_name(peer.ip) && snapshot.server.listen.is_loopback();
  if (!snapshot.server.local_login && local) return true;
  return has_session(head);
}

std::size_t Sessions::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

void Sessions::save() const {
  if (file_.empty()) return;
  const auto written = write_session_file(file_, sessions_);
  if (!written && complain_) complain_(written.error());
}

std::string session_cookie(std::string_view token, transport::PeerKind over) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(session_life).count();
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", session_cookie_name, token, seconds,
                     over == transport::PeerKind::tls ? "; Secure" : "");
}

}  // namespace patchbay::auth
