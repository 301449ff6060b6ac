#include "auth/access_check.hpp"

#include "auth/cross_origin.hpp"
#include "auth/host_name.hpp"
#include "codec/http1_syntax.hpp"
#include "codec/http_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace patchbay::auth {
namespace {

using codec::iequals;
using codec::KnownHeader;

// What the fields of a head say that the checks want to know: one pass over them.
struct Facts {
  std::string_view origin;
  std::string_view fetch_site;
  std::string_view content_type;
  std::string_view proxy_mark;  // the name of a field that only proxies add
  int origins = 0;
  bool from_browser = false;
};

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && iequals(name.substr(0, prefix.size()), prefix);
}

void take_unknown(Facts& facts, std::string_view name) {
  if (begins_with(name, "sec-fetch-")) facts.from_browser = true;
  if (begins_with(name, "x-forwarded-")) facts.proxy_mark = name;
}

void take(Facts& facts, const codec::HeaderView& field) {
  switch (field.known) {
    case KnownHeader::origin:
      facts.origin = field.value;
      ++facts.origins;
      facts.from_browser = true;
      break;
    case KnownHeader::sec_fetch_site:
      facts.fetch_site = field.value;
      facts.from_browser = true;
      break;
    case KnownHeader::content_type: facts.content_type = field.value; break;
    case KnownHeader::forwarded:
    case KnownHeader::via:
    case KnownHeader::x_forwarded_for:
    case KnownHeader::x_forwarded_host:
    case KnownHeader::x_forwarded_proto: facts.proxy_mark = field.name; break;
    case KnownHeader::other: take_unknown(facts, field.name); break;
    default: break;
  }
}

Facts facts_of(const codec::RequestHeadView& head) {
  Facts facts;
  for (const codec::HeaderView field : head.headers) take(facts, field);
  return facts;
}

std::unexpected<base::Error> refuse(std::string message) {
  return base::fail(base::ErrorKind::permission, std::move(message), base::Origin::client);
}

std::string shown(std::string_view text) { return std::string(text.substr(0, 200)); }

bool host_is_ours(std::string_view host, const config::Snapshot& snapshot, const config::HostPort& own) {
  if (is_loopback_name(host)) return true;
  if (host.empty()) return false;
  const auto same = [&](std::string_view name) { return iequals(host, without_brackets(name)); };
  return same(own.host) || same(snapshot.server.listen.host) || std::ranges::any_of(snapshot.server.hosts, same);
}

bool is_own_origin(std::string_view origin, const codec::RequestHeadView& head, const transport::Peer& peer) {
  const std::string_view scheme = peer.kind == transport::PeerKind::tls ? "https://" : "http://";
  return begins_with(origin, scheme) && iequals(origin.substr(scheme.size()), head.host);
}

base::Result<void> check_fetch_site(const codec::RequestHeadView& head, std::string_view site) {
  if (site.empty() || site == "same-origin" || site == "none") return {};
  const bool reads = head.method == codec::Method::get || head.method == codec::Method::head;
  if (site == "same-site" && reads) return {};
  return refuse(
      "this request comes from a page of another site (Sec-Fetch-Site); open Patchbay's own address instead, or, for the model paths, add "
      "that "
      "page's origin to server.allowed_origins");
}

base::Result<void> check_origin(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot,
                                const Facts& facts) {
  if (facts.origins == 0 || (facts.origins == 1 && is_own_origin(facts.origin, head, peer)))
    return check_fetch_site(head, facts.fetch_site);
  if (facts.origins == 1 && allowed_origin(head, snapshot)) return {};
  if (audience_of(head.path) == Audience::own)
    return refuse(fmt::format("pages of the origin {} may not use this path; only Patchbay's own page may", shown(facts.origin)));
  return refuse(
      fmt::format("pages of the origin {} may not use this server; add it to server.allowed_origins to let them", shown(facts.origin)));
}

bool is_json(std::string_view content_type) {
  return iequals(codec::trim_blanks(content_type.substr(0, content_type.find(';'))), "application/json");
}

base::Result<void> check_content_type(const codec::RequestHeadView& head, const Facts& facts) {
  const bool has_body = head.body.kind != codec::BodyKind::none && head.body != codec::BodyFraming{codec::BodyKind::content_length, 0};
  if (!has_body || !facts.from_browser || is_json(facts.content_type)) return {};
  return refuse("what a browser sends must have the content type application/json");
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

Audience audience_of(std::string_view path) {
  static constexpr std::array<std::string_view, 7> folders = {"/v1", "/api", "/v1beta", "/v2", "/openai", "/anthropic", "/ollama"};
  return std::ranges::any_of(folders, [&](std::string_view folder) { return is_below(path, folder); }) ? Audience::models : Audience::own;
}

base::Result<void> check_access(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot,
                                const config::HostPort& own) {
  const Facts facts = facts_of(head);
  if (!facts.proxy_mark.empty())
    return refuse(
        fmt::format("this request came through a proxy ({}), and no client keys are configured: behind a proxy everybody would count as "
                    "local; set client keys, or call Patchbay directly",
                    shown(facts.proxy_mark)));
  if (peer.kind == transport::PeerKind::unix_socket) return {};
  if (!host_is_ours(host_name_of(head.host), snapshot, own))
    return refuse(
        fmt::format("the host {} is not one of this server's names; use localhost or the listen address, or add it to server.hosts",
                    head.host.empty() ? "\"\"" : shown(head.host)));
  if (auto fine = check_origin(head, peer, snapshot, facts); !fine) return fine;
  return check_content_type(head, facts);
}

}  // namespace patchbay::auth
