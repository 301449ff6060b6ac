#include "admin/api_answer.hpp"

#include "admin/api_json.hpp"
#include "base/error_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace patchbay::admin {
namespace {

std::string error_json(const base::Error& error, std::optional<int> status) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("error");
  write_error_object(writer, error, {}, status);
  writer.end_object();
  return text;
}

}  // namespace

ApiAnswer error_answer(const base::Error& error) { return {base::http_status(error), error_json(error, std::nullopt)}; }

ApiAnswer method_not_allowed(std::string_view allow) {
  ApiAnswer answer(405, error_json(base::invalid_request(fmt::format("this path knows {} only", allow)), 405));
  answer.allow = allow;
  return answer;
}

ApiAnswer answer_or_error(int status, base::Result<std::string> body) {
  if (!body) return error_answer(body.error());
  return {status, std::move(*body)};
}

transport::Task<void> send_answer(transport::ServerExchange& exchange, ApiAnswer answer) {
  std::vector<codec::HeaderView> fields = {
      {"cache-control", "no-store", codec::KnownHeader::cache_control},
      {"x-content-type-options", "nosniff", codec::KnownHeader::other},
      {"cross-origin-resource-policy", "same-origin", codec::KnownHeader::other},
  };
  if (!answer.body.empty()) fields.push_back({"content-type", "application/json", codec::KnownHeader::content_type});
  if (!answer.allow.empty()) fields.push_back({"allow", answer.allow, codec::KnownHeader::other});
  const transport::ResponseStart start(answer.status, fields);
  (void)co_await exchange.respond(start, std::string_view(answer.body));  // nobody is left to hear of a failure
}

}  // namespace patchbay::admin
