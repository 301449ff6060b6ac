#include "gateway/whole_answer.hpp"

#include "base/error_tables.hpp"
#include "gateway/answer_fields.hpp"
#include "json/edit.hpp"
#include "json/writer.hpp"

namespace patchbay::gateway {
namespace {

using base::Result;
using transport::Task;

constexpr std::size_t answer_limit = 64 * 1024 * 1024;

// Most answers come with one read and need no copy.
Task<Result<std::string_view>> read_body(transport::UpstreamResponse& response, std::string& storage) {
  auto first = co_await response.read();
  if (!first || first->empty() || response.complete()) co_return first;
  storage = *first;
  auto rest = co_await transport::read_all(response, answer_limit);
  if (!rest) co_return base::fail(std::move(rest.error()));
  storage += *rest;
  co_return std::string_view(storage);
}

Result<std::string_view> pass(const PreparedChat& prepared, std::string_view body, RequestRecord& record) {
  auto summary = prepared.link->protocol().read_summary(body);
  if (!summary) return base::fail(std::move(summary.error()));
  record.model_answered = std::move(summary->model);
  record.usage.update(summary->usage);
  return body;
}

Result<std::string_view> translate(const protocols::ClientDialect& dialect, const PreparedChat& prepared, std::string_view body,
                                   std::string& storage, RequestRecord& record) {
  auto response = prepared.link->protocol().read_response(body);
  if (!response) return base::fail(std::move(response.error()));
  record.model_answered = response->model;
  record.usage.update(response->usage);
  storage = dialect.write_response(*response);
  return std::string_view(storage);
}

// x-patchbay-verbose: what the headers say, inside the body.
std::string with_details(std::string_view body, const RequestRecord& record) {
  std::string details;
  json::Writer writer(details);
  writer.begin_object().field("provider", record.provider).field("model", record.model).field("attempts", record.attempts);
  writer.field_null("cost").field_raw("warnings", warnings_json(record.warnings, 64 * 1024)).end_object();
  json::Document document;
  if (!document.parse(body)) return std::string(body);
  const std::array<json::Edit, 1> edits = {json::Edit::set("patchbay", details)};
  auto edited = json::edited_text(document, edits);
  return edited ? std::move(*edited) : std::string(body);
}

}  // namespace

Task<Untold> answer_whole(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect,
                          const PreparedChat& prepared, ProviderAnswer& answer, Verbosity verbosity, RequestRecord& record) {
  std::string storage;
  std::string translated;
  auto read = co_await read_body(*answer.response, storage);
  if (!read) co_return untold(std::move(read.error()));
  auto body = prepared.way == Way::hub ? translate(dialect, prepared, *read, translated, record) : pass(prepared, *read, record);
  if (!body) co_return untold(std::move(body.error()));
  record.moments.first_token = worker.services().clock.steady();
  std::string verbose;
  if (verbosity == Verbosity::verbose) {
    verbose = with_details(*body, record);
    *body = verbose;
  }
  AnswerFields fields;
  fields.add("content-type", "application/json");
  fields.add_record(record);
  fields.add_provider_fields(answer.response->head().headers);
  record.status = 200;
  const transport::ResponseStart start(200, fields.fields());
  auto sent = co_await exchange.respond(start, *body);
  if (!sent) {
    record.error = base::ErrorKind::cancelled;
    record.status = base::http_status(base::ErrorKind::cancelled);
  }
  co_return nullptr;
}

}  // namespace patchbay::gateway
