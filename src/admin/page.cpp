#include "admin/page.hpp"

#include "admin/api_answer.hpp"
#include "admin/asset_choice.hpp"
#include "admin/login_page.hpp"
#include "admin/page_fields.hpp"

#include <string>

namespace patchbay::admin {
namespace {

using codec::KnownHeader;
using transport::Task;

constexpr int not_modified = 304;

Task<void> serve_notice(transport::ServerExchange& exchange) {
  const std::string html = no_page_html();
  const auto fields = page_fields("text/html; charset=utf-8", "no-cache");
  const transport::ResponseStart start(200, fields);
  (void)co_await exchange.respond(start, std::string_view(html));
}

Task<void> serve_file(transport::ServerExchange& exchange, const EmbeddedFile& file) {
  const codec::HeaderViews& asked = exchange.head().headers;
  const AssetChoice choice =
      choose_form(file, asked.find(KnownHeader::accept_encoding).value_or(""), asked.find("if-none-match").value_or(""));
  auto fields = page_fields(content_type_of(file.path), cache_control_of(file.path));
  fields.push_back({"etag", choice.etag, KnownHeader::other});
  fields.push_back({"vary", "accept-encoding", KnownHeader::other});
  if (!choice.encoding.empty() && choice.status != not_modified)
    fields.push_back({"content-encoding", choice.encoding, KnownHeader::content_encoding});
  const transport::ResponseStart start(choice.status, fields);
  (void)co_await exchange.respond(start, choice.body);
}

}  // namespace

bool is_page_path(std::string_view path) { return path == "/" || find_file(embedded_files(), path) != nullptr; }

Task<void> serve_page(transport::ServerExchange& exchange) {
  const codec::RequestHeadView& head = exchange.head();
  const EmbeddedFile* const file = find_file(embedded_files(), head.path);
  if (head.method != codec::Method::get && head.method != codec::Method::head) {
    co_await send_answer(exchange, method_not_allowed("GET, HEAD"));
  } else if (file != nullptr) {
    co_await serve_file(exchange, *file);
  } else if (head.path == "/") {
    co_await serve_notice(exchange);
  } else {
    const base::Error error(base::ErrorKind::not_found, "there is nothing at this path", base::Origin::client);
    co_await send_answer(exchange, error_answer(error));
  }
}

}  // namespace patchbay::admin
