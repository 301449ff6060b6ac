// Builds one line of the log in either format.
#pragma once

#include "base/clock.hpp"
#include "telemetry/log.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::telemetry {

// text: `2026-01-31T12:00:00.000Z info  part: ...` followed by key=value; json: one object.
class LogLine {
 public:
  LogLine(LogFormat format, base::WallTime time, LogLevel level, std::string_view part);

  void message(std::string_view text);
  // Empty values are left out.
  void field(std::string_view key, std::string_view value);
  void field(std::string_view key, std::int64_t value);
  void seconds(std::string_view key, double value);

  std::string finish();  // with the line feed; the object is spent

 private:
  void key(std::string_view name);

  LogFormat format_;
  std::string text_;
};

// RFC 3339 in UTC with milliseconds.
std::string timestamp(base::WallTime time);

}  // namespace patchbay::telemetry
