#include "gateway/error_answer.hpp"

#include "base/error_tables.hpp"
#include "gateway/answer_fields.hpp"

namespace patchbay::gateway {
namespace {

// 429 and 503 always say when.
std::optional<std::int64_t> retry_seconds(const base::Error& error, int status) {
  if (error.retry_after) return (error.retry_after->count() + 999) / 1000;
  if (status == 429 || status == 503) return 1;
  return std::nullopt;
}

}  // namespace

void note_error(RequestRecord& record, const base::Error& error) {
  record.error = error.kind;
  record.status = base::http_status(error);
}

transport::Task<void> answer_error(transport::ServerExchange& exchange, const protocols::ClientDialect& dialect, const base::Error& error,
                                   RequestRecord& record) {
  note_error(record, error);
  if (error.kind == base::ErrorKind::cancelled) {
    exchange.abort();
    co_return;
  }
  AnswerFields fields;
  fields.add("content-type", "application/json");
  fields.add("x-should-retry", base::should_retry(error) ? "true" : "false");
  std::string retry_after;
  if (const auto seconds = retry_seconds(error, record.status)) {
    retry_after = std::to_string(*seconds);
    fields.add("retry-after", retry_after);
  }
  fields.add_record(record);
  const std::string body = dialect.write_error(error);
  const transport::ResponseStart start(record.status, fields.fields());
  auto sent = co_await exchange.respond(start, body);
  if (!sent) record.status = base::http_status(base::ErrorKind::cancelled);
}

}  // namespace patchbay::gateway
