#include "telemetry/log.hpp"

#include "telemetry/access_record.hpp"
#include "telemetry/log_line.hpp"
#include "telemetry/redaction.hpp"

#include <chrono>

namespace patchbay::telemetry {
namespace {

double in_seconds(std::chrono::microseconds time) { return std::chrono::duration<double>(time).count(); }

// What came from outside may hold a credential that stands where it should not.
void outside(LogLine& line, std::string_view key, std::string_view value) {
  if (!value.empty()) line.field(key, redact(value));
}

}  // namespace

std::string_view name(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

void Logger::write(LogLevel level, std::string_view part, std::string_view message) const {
  LogLine line(format_.load(std::memory_order_relaxed), clock_->wall(), level, part);
  line.message(redact(message));
  sink_->write_line(line.finish());
}

void Logger::access(const AccessRecord& record) const {
  if (!enabled(LogLevel::info)) return;
  LogLine line(format_.load(std::memory_order_relaxed), clock_->wall(), LogLevel::info, "access");
  outside(line, "id", record.request_id);
  outside(line, "client", record.client);
  outside(line, "method", record.method);
  outside(line, "path", record.path.substr(0, record.path.find('?')));
  line.field("status", record.status);
  if (record.error) line.field("error", base::name(*record.error));
  line.field("dialect", record.dialect);
  outside(line, "model", record.model_asked);
  line.field("provider", record.provider);
  outside(line, "provider_model", record.model_answered);
  outside(line, "tags", record.tags);
  if (record.attempts > 0) line.field("attempts", record.attempts);
  if (record.stream) line.field("stream", "true");
  if (record.input_tokens) line.field("input_tokens", *record.input_tokens);
  if (record.output_tokens) line.field("output_tokens", *record.output_tokens);
  if (record.first_token) line.seconds("first_token", in_seconds(*record.first_token));
  line.seconds("total", in_seconds(record.total));
  line.field("bytes_in", static_cast<std::int64_t>(record.bytes_in));
  line.field("bytes_out", static_cast<std::int64_t>(record.bytes_out));
  sink_->write_line(line.finish());
}

}  // namespace patchbay::telemetry
