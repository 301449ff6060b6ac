#include "telemetry/line_sink.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace patchbay::telemetry {

base::Result<DescriptorSink> DescriptorSink::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return base::fail(base::ErrorKind::internal, fmt::format("cannot open the log {}: {}", path, std::strerror(errno)));
  DescriptorSink sink(descriptor);
  sink.owned_ = descriptor;
  return sink;
}

DescriptorSink::DescriptorSink(DescriptorSink&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), owned_(std::exchange(other.owned_, -1)) {}

DescriptorSink::~DescriptorSink() {
  if (owned_ >= 0) ::close(owned_);
}

void DescriptorSink::write_line(std::string_view line) noexcept {
  while (!line.empty()) {
    const ssize_t written = ::write(descriptor_, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace patchbay::telemetry
