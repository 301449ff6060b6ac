// May this request be looked at at all? The first check of every request, on every path, before it is routed: Host, Origin, Sec-Fetch-Site,
// the content type of what a browser sends, and the marks of a proxy. Pure, and without any allocation when all is well.
//
// A browser on the user's machine reaches us as easily as the user does, so any page on the internet could: a foreign Origin tells such a
// page, and a foreign Host tells one whose name was made to point at us.
#pragma once

#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "config/snapshot.hpp"
#include "transport/server_exchange.hpp"

#include <cstdint>
#include <string_view>

namespace patchbay::auth {

// Whom a path is for. models: programs, and pages of the origins in server.allowed_origins. own: the page, /admin and the rest; never
// another origin.
enum class Audience : std::uint8_t { models, own };
Audience audience_of(std::string_view path);

// `own` is the address that the listener was bound to. Errors are kind permission (403), origin client, and say the cure. Rules, in this
// order:
//   no client keys exist   Forwarded, X-Forwarded-* or Via: refused (on Unix sockets too, which a proxy can reach as well)
//   Unix socket            nothing else is checked: the file's mode is the check
//   Host                   localhost, 127.0.0.0/8 or [::1] with any port, the address listened on, or one of server.hosts
//   Origin                 scheme://Host of this very request, or (audience models) one of server.allowed_origins; "null" and a second
//                          Origin are foreign
//   Sec-Fetch-Site         same-origin and none pass; same-site too, if the method is GET or HEAD (browsers send Origin with all others);
//                          everything else is refused, unless the Origin was allowed
//   body                   with Origin or any Sec-Fetch-* field its content type must be application/json
base::Result<void> check_access(const codec::RequestHeadView& head, const transport::Peer& peer, const config::Snapshot& snapshot,
                                const config::HostPort& own);

}  // namespace patchbay::auth
