// The page: index.html and its assets, embedded in the binary with their compressed forms.
#pragma once

#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <string_view>

namespace patchbay::admin {

// True for "/" and every embedded asset. Where it is false the path belongs to somebody else, or to nobody.
bool is_page_path(std::string_view path);

// GET and HEAD of "/" and the assets; 304, 404 and 405 where they belong. Needs no session, but check_access() before it.
transport::Task<void> serve_page(transport::ServerExchange& exchange);

}  // namespace patchbay::admin
