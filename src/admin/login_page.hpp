// The small pages that need no script: for a link that has been used, and for a binary that was built without the page.
#pragma once

#include "transport/server_exchange.hpp"
#include "transport/task.hpp"

#include <string>

namespace patchbay::admin {

transport::Task<void> serve_login_help(transport::ServerExchange& exchange);  // 403
std::string no_page_html();

}  // namespace patchbay::admin
