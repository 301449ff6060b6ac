#include "gateway/recorder.hpp"

#include "base/error_tables.hpp"
#include "telemetry/access_record.hpp"

#include <charconv>

namespace patchbay::gateway {
namespace {

using canonical::Meter;

double seconds(base::SteadyTime from, base::SteadyTime to) { return std::chrono::duration<double>(to - from).count(); }

std::chrono::microseconds micros(base::SteadyTime from, base::SteadyTime to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

void count_tokens(Services& services, const RequestRecord& record) {
  const std::string_view model = record.model_answered.empty() ? std::string_view(record.model) : std::string_view(record.model_answered);
  for (std::size_t i = 0; i < canonical::meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    const std::int64_t count = record.usage.value_or_zero(meter);
    if (count != 0) services.metrics.tokens.with({canonical::name(meter), record.provider, model}).add(count);
  }
}

void count(Services& services, const RequestRecord& record, base::SteadyTime end) {
  std::array<char, 8> digits{};
  const std::string_view status(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), record.status).ptr);
  const std::string_view kind = record.error ? base::name(*record.error) : std::string_view("ok");
  services.metrics.requests.with({record.dialect, record.provider, status, kind}).add();
  services.metrics.request_seconds.with({record.dialect, record.provider}).observe(seconds(record.moments.begin, end));
  if (record.moments.first_token != base::SteadyTime{})
    services.metrics.first_token_seconds.with({record.dialect, record.provider})
        .observe(seconds(record.moments.begin, record.moments.first_token));
  if (!record.usage.empty()) count_tokens(services, record);
}

void log(Services& services, const RequestRecord& record, const RequestOrigin& origin, base::SteadyTime end) {
  telemetry::AccessRecord line;
  line.request_id = record.id;
  line.client = origin.client;
  line.method = origin.method;
  line.path = origin.path;
  line.dialect = record.dialect;
  line.model_asked = record.model_asked;
  line.provider = record.provider;
  line.model_answered = record.model_answered;
  line.tags = origin.tags;
  line.status = record.status;
  line.error = record.error;
  line.attempts = record.attempts;
  line.input_tokens = record.usage.get(Meter::input);
  line.output_tokens = record.usage.get(Meter::output);
  if (record.moments.first_token != base::SteadyTime{}) line.first_token = micros(record.moments.begin, record.moments.first_token);
  line.total = micros(record.moments.begin, end);
  line.bytes_in = origin.bytes_in;
  line.bytes_out = origin.bytes_out;
  line.stream = record.stream;
  services.log.access(line);
}

}  // namespace

void record_request(Services& services, const RequestRecord& record, const RequestOrigin& origin) {
  const base::SteadyTime end = services.clock.steady();
  count(services, record, end);
  if (services.log.enabled(base::LogLevel::info)) log(services, record, origin, end);
}

}  // namespace patchbay::gateway
