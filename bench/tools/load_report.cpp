#include "load_report.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace patchbay::bench {
namespace {

double percentile(std::vector<std::uint64_t>& values, double share) {
  if (values.empty()) return 0;
  const std::size_t index = std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index), values.end());
  return static_cast<double>(values[index]) / 1000.0;
}

double own_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

std::string to_json(LoadReport& report) {
  return fmt::format(
      R"({{"completed":{},"errors":{},"events":{},"reads":{},"bytes":{},"delayed":{},"reconnects":{},"seconds":{:.4f},)"
      R"("latency_us":{{"p50":{:.1f},"p90":{:.1f},"p99":{:.1f}}},"first_byte_us":{{"p50":{:.1f},"p99":{:.1f}}},"own_cpu_seconds":{:.4f}}})",
      report.completed, report.errors, report.events, report.reads, report.bytes, report.delayed, report.reconnects, report.seconds,
      percentile(report.latencies, 0.5), percentile(report.latencies, 0.9), percentile(report.latencies, 0.99),
      percentile(report.first_bytes, 0.5), percentile(report.first_bytes, 0.99), own_cpu_seconds());
}

}  // namespace patchbay::bench
