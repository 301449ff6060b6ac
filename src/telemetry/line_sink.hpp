// Where finished log lines go.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace patchbay::telemetry {

// Thread-safe. `line` ends with its line feed.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual void write_line(std::string_view line) noexcept = 0;
};

// One write(2) a line, so that lines of several threads do not mix (POSIX O_APPEND; pipes up to PIPE_BUF). What cannot be written is lost:
// a log that cannot be written must not stop the service.
class DescriptorSink final : public LineSink {
 public:
  // Borrows `descriptor` (2: standard error).
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}
  // Opens `path` for appending, mode 0600, and closes it at the end.
  static base::Result<DescriptorSink> open(const std::string& path);

  DescriptorSink(DescriptorSink&& other) noexcept;
  DescriptorSink& operator=(DescriptorSink&&) = delete;
  DescriptorSink(const DescriptorSink&) = delete;
  DescriptorSink& operator=(const DescriptorSink&) = delete;
  ~DescriptorSink() override;

  void write_line(std::string_view line) noexcept override;

 private:
  int descriptor_;
  int owned_ = -1;
};

}  // namespace patchbay::telemetry
