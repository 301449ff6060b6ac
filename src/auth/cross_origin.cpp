#include "auth/cross_origin.hpp"

#include "auth/access_check.hpp"
#include "codec/http_message.hpp"

#include <algorithm>

namespace patchbay::auth {
namespace {

using codec::KnownHeader;

constexpr std::string_view exposed =
    "x-request-id, x-patchbay-provider, x-patchbay-model, x-patchbay-attempts, x-patchbay-warnings, x-patchbay-upstream-request-id, "
    "server-timing, retry-after, x-should-retry";

}  // namespace

std::optional<std::string_view> allowed_origin(const codec::RequestHeadView& head, const config::Snapshot& snapshot) {
  if (snapshot.server.allowed_origins.empty()) return std::nullopt;
  const auto origin = head.headers.find(KnownHeader::origin);
  if (!origin || audience_of(head.path) != Audience::models) return std::nullopt;
  const auto is_it = [&](std::string_view allowed) { return codec::iequals(allowed, *origin); };
  return std::ranges::any_of(snapshot.server.allowed_origins, is_it) ? origin : std::nullopt;
}

CrossOriginFields cross_origin_fields(const codec::RequestHeadView& head, const config::Snapshot& snapshot) {
  CrossOriginFields fields;
  const auto origin = allowed_origin(head, snapshot);
  if (!origin) return fields;
  fields.add("access-control-allow-origin", *origin);
  fields.add("vary", "origin");
  fields.add("access-control-expose-headers", exposed);
  return fields;
}

bool is_preflight(const codec::RequestHeadView& head) {
  return head.method == codec::Method::options && head.headers.find(KnownHeader::origin) &&
         head.headers.find("access-control-request-method");
}

CrossOriginFields preflight_fields(const codec::RequestHeadView& head, const config::Snapshot& snapshot) {
  CrossOriginFields fields;
  const auto origin = allowed_origin(head, snapshot);
  if (!origin) return fields;
  fields.add("access-control-allow-origin", *origin);
  fields.add("vary", "origin, access-control-request-headers");
  fields.add("access-control-allow-methods", "GET, HEAD, POST, DELETE");
  fields.add("access-control-max-age", "600");
  if (const auto asked = head.headers.find("access-control-request-headers")) fields.add("access-control-allow-headers", *asked);
  if (head.headers.find("access-control-request-private-network")) fields.add("access-control-allow-private-network", "true");
  return fields;
}

}  // namespace patchbay::auth
