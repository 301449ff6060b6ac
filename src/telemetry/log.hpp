// The log: one line a happening, text or JSON, credentials redacted, never content. Cheap when off: the level is checked before anything is
// formatted.
#pragma once

#include "base/clock.hpp"
#include "base/error_tables.hpp"
#include "telemetry/line_sink.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <string_view>

namespace patchbay::telemetry {

using base::LogLevel;
enum class LogFormat : std::uint8_t { text, json };
struct AccessRecord;

// Thread-safe and lock-free. Does not own the sink or the clock; both outlive it. Level and format may be changed while it is in use (hot
// reload).
class Logger {
 public:
  Logger(LineSink& sink, const base::Clock& clock, LogLevel level = LogLevel::info, LogFormat format = LogFormat::text)
      : sink_(&sink), clock_(&clock), level_(level), format_(format) {}

  void set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }
  void set_format(LogFormat format) { format_.store(format, std::memory_order_relaxed); }
  [[nodiscard]] bool enabled(LogLevel level) const { return level >= level_.load(std::memory_order_relaxed); }

  // `part` names the speaker: "server", "config", "local"... The message is redacted and made one line.
  template <class... Arguments>
  void log(LogLevel level, std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments) const {
    if (enabled(level)) write(level, part, fmt::format(text, std::forward<Arguments>(arguments)...));
  }
  template <class... Arguments>
  void debug(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments) const {
    log(LogLevel::debug, part, text, std::forward<Arguments>(arguments)...);
  }
  template <class... Arguments>
  void info(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments) const {
    log(LogLevel::info, part, text, std::forward<Arguments>(arguments)...);
  }
  template <class... Arguments>
  void warning(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments) const {
    log(LogLevel::warning, part, text, std::forward<Arguments>(arguments)...);
  }
  template <class... Arguments>
  void error(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments) const {
    log(LogLevel::error, part, text, std::forward<Arguments>(arguments)...);
  }

  // The line of one request, at LogLevel::info. Callers check enabled(LogLevel::info) before they fill the record.
  void access(const AccessRecord& record) const;

 private:
  void write(LogLevel level, std::string_view part, std::string_view message) const;

  LineSink* sink_;
  const base::Clock* clock_;
  std::atomic<LogLevel> level_;
  std::atomic<LogFormat> format_;
};

std::string_view name(LogLevel level);  // debug, info, warning, error

}  // namespace patchbay::telemetry
