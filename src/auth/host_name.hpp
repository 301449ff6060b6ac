// Is this Host the machine itself? Text only: nothing is looked up.
#pragma once

#include <string_view>

namespace patchbay::auth {

// "[::1]:80" and "[::1]" to "::1", "localhost:7878" to "localhost". The text is a valid Host (codec::is_host).
std::string_view host_name_of(std::string_view host);
std::string_view without_brackets(std::string_view name);

// localhost, 127.0.0.0/8 in its usual four decimal numbers, ::1.
bool is_loopback_name(std::string_view name);

}  // namespace patchbay::auth
