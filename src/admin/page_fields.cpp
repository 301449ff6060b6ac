#include "admin/page_fields.hpp"

namespace patchbay::admin {

std::vector<codec::HeaderView> page_fields(std::string_view content_type, std::string_view cache_control) {
  using codec::KnownHeader;
  return {{"content-type", content_type, KnownHeader::content_type},
          {"cache-control", cache_control, KnownHeader::cache_control},
          {"content-security-policy", content_security_policy, KnownHeader::other},
          {"x-content-type-options", "nosniff", KnownHeader::other},
          {"referrer-policy", "no-referrer", KnownHeader::other},
          {"cross-origin-opener-policy", "same-origin", KnownHeader::other},
          {"cross-origin-resource-policy", "same-origin", KnownHeader::other}};
}

}  // namespace patchbay::admin
