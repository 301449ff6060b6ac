// The header fields of everything that a browser may show as a page of ours.
#pragma once

#include "codec/http1_head.hpp"

#include <string_view>
#include <vector>

namespace patchbay::admin {

inline constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src "
    "'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

// With content-security-policy, x-content-type-options, referrer-policy, cross-origin-opener-policy and cross-origin-resource-policy.
std::vector<codec::HeaderView> page_fields(std::string_view content_type, std::string_view cache_control);

}  // namespace patchbay::admin
