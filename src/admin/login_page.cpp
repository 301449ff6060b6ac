#include "admin/login_page.hpp"

#include "admin/page_fields.hpp"

#include <fmt/format.h>

namespace patchbay::admin {
namespace {

constexpr std::string_view frame = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Patchbay</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif; }}
main {{ max-width: 30rem; padding: 2rem; }}
h1 {{ font-size: 1.4rem; margin: 0 0 .5rem; }}
code {{ padding: .15em .4em; border-radius: .3em; background: color-mix(in srgb, currentColor 12%, transparent); }}
</style>
</head>
<body><main><h1>{}</h1>{}</main></body>
</html>
)";

}  // namespace

transport::Task<void> serve_login_help(transport::ServerExchange& exchange) {
  const std::string html = fmt::format(frame, "This link no longer works",
                                       "<p>A login link can be used once, within ten minutes. For a fresh one, run</p>"
                                       "<p><code>patchbay open</code></p><p>in a terminal on the machine where Patchbay runs.</p>");
  const std::vector<codec::HeaderView> fields = page_fields("text/html; charset=utf-8", "no-store");
  const transport::ResponseStart start(403, fields);
  (void)co_await exchange.respond(start, std::string_view(html));
}

std::string no_page_html() {
  return fmt::format(frame, "Patchbay is running, without its page",
                     "<p>This binary was built before the page was. Programs can use the API as usual.</p>"
                     "<p>To have the page: build it with <code>./dev ui</code>, then build Patchbay again.</p>");
}

}  // namespace patchbay::admin
