#include "telemetry/log_line.hpp"

#include "telemetry/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace patchbay::telemetry {
namespace {

bool needs_quotes(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == '\\' || static_cast<unsigned char>(c) >= 0x7F;
  });
}

}  // namespace

std::string timestamp(base::WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

LogLine::LogLine(LogFormat format, base::WallTime time, LogLevel level, std::string_view part) : format_(format) {
  text_.reserve(320);
  const auto out = std::back_inserter(text_);
  if (format == LogFormat::json)
    fmt::format_to(out, R"({{"time":"{}","level":"{}","part":"{}")", timestamp(time), name(level), part);
  else
    fmt::format_to(out, "{} {:<7} {}:", timestamp(time), name(level), part);
}

void LogLine::key(std::string_view name) {
  if (format_ == LogFormat::json)
    fmt::format_to(std::back_inserter(text_), R"(,"{}":)", name);
  else
    fmt::format_to(std::back_inserter(text_), " {}=", name);
}

void LogLine::message(std::string_view text) {
  if (format_ == LogFormat::json) {
    key("message");
    append_json_string(text_, text);
  } else {
    text_ += ' ';
    append_one_line(text_, text);
  }
}

void LogLine::field(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  key(name);
  if (format_ == LogFormat::json || needs_quotes(value))
    append_json_string(text_, value);
  else
    text_ += value;
}

void LogLine::field(std::string_view name, std::int64_t value) {
  key(name);
  fmt::format_to(std::back_inserter(text_), "{}", value);
}

void LogLine::seconds(std::string_view name, double value) {
  key(name);
  fmt::format_to(std::back_inserter(text_), "{:.6f}", value);
}

std::string LogLine::finish() {
  if (format_ == LogFormat::json) text_ += '}';
  text_ += '\n';
  return std::move(text_);
}

}  // namespace patchbay::telemetry
