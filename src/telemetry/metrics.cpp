#include "telemetry/metrics.hpp"

#include "telemetry/escape.hpp"

#include <fmt/format.h>

#include <iterator>

namespace patchbay::telemetry {
namespace {

using Labels = std::span<const std::string_view>;
using Values = std::span<const std::string>;

void head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

// `{a="1",b="2"}` with room for one more label; nothing when there are none.
std::string label_text(Labels labels, Values values, std::string_view last = {}) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text += text.empty() ? "" : ",";
    text.append(labels[i]).append("=\"");
    append_label_value(text, values[i]);
    text += '"';
  }
  if (!last.empty()) text.append(text.empty() ? "" : ",").append(last);
  return text.empty() ? text : "{" + text + "}";
}

void write(std::string& out, std::string_view name, std::string_view help, std::string_view type, const Sum& sum) {
  head(out, name, help, type);
  fmt::format_to(std::back_inserter(out), "{} {}\n", name, sum.value());
}

template <std::size_t N>
void write(std::string& out, const MetricFamily<Sum, N>& family) {
  head(out, family.name(), family.help(), "counter");
  family.each([&](Values values, const Sum& sum) {
    fmt::format_to(std::back_inserter(out), "{}{} {}\n", family.name(), label_text(family.labels(), values), sum.value());
  });
}

void write_histogram(std::string& out, std::string_view name, Labels labels, Values values, const Histogram& histogram) {
  const Histogram::Reading reading = histogram.read();
  const auto bounds = Histogram::bounds();
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < reading.counts.size(); ++i) {
    cumulative += reading.counts[i];
    const std::string bound = i < bounds.size() ? fmt::format("le=\"{}\"", bounds[i]) : "le=\"+Inf\"";
    fmt::format_to(std::back_inserter(out), "{}_bucket{} {}\n", name, label_text(labels, values, bound), cumulative);
  }
  const std::string text = label_text(labels, values);
  fmt::format_to(std::back_inserter(out), "{0}_sum{1} {2:.9f}\n{0}_count{1} {3}\n", name, text, reading.seconds, cumulative);
}

template <std::size_t N>
void write(std::string& out, const MetricFamily<Histogram, N>& family) {
  head(out, family.name(), family.help(), "histogram");
  family.each([&](Values values, const Histogram& histogram) { write_histogram(out, family.name(), family.labels(), values, histogram); });
}

void write_build(std::string& out, const BuildInfo& build) {
  static constexpr std::array<std::string_view, 3> labels = {"version", "revision", "compiler"};
  const std::array<std::string, 3> values = {build.version, build.revision, build.compiler};
  head(out, "patchbay_build_info", "What is running; always 1.", "gauge");
  fmt::format_to(std::back_inserter(out), "patchbay_build_info{} 1\n", label_text(labels, values));
}

void write_start(std::string& out, base::WallTime start) {
  head(out, "process_start_time_seconds", "When the process began, in seconds since 1970.", "gauge");
  const double seconds = std::chrono::duration<double>(start.time_since_epoch()).count();
  fmt::format_to(std::back_inserter(out), "process_start_time_seconds {:.3f}\n", seconds);
}

}  // namespace

Metrics::Metrics(BuildInfo build, base::WallTime started)
    : requests("patchbay_requests_total", "Requests answered, by outcome.", {"dialect", "provider", "status", "kind"}, 2048),
      request_seconds("patchbay_request_seconds", "From the request's last byte to the answer's last byte.", {"dialect", "provider"}, 256),
      first_token_seconds("patchbay_first_token_seconds", "From the request's last byte to the first delta.", {"dialect", "provider"}, 256),
      tokens("patchbay_tokens_total", "Units that providers reported, by meter.", {"meter", "provider", "model"}, 2048),
      config_reloads("patchbay_config_reloads_total", "Times the configuration was read again.", {"result"}, 4),
      build_info(std::move(build)),
      process_start(started) {}

std::string exposition(const Metrics& metrics) {
  std::string out;
  out.reserve(16 * 1024);
  write_build(out, metrics.build_info);
  write_start(out, metrics.process_start);
  write(out, metrics.requests);
  write(out, metrics.request_seconds);
  write(out, metrics.first_token_seconds);
  write(out, metrics.tokens);
  write(out, "patchbay_streams_open", "Streams that are being answered now.", "gauge", metrics.streams_open);
  write(out, "patchbay_upstream_connections", "Connections to providers that are open now.", "gauge", metrics.upstream_connections);
  write(out, "patchbay_buffered_bytes", "Bytes of bodies and streams held now.", "gauge", metrics.buffered_bytes);
  write(out, metrics.config_reloads);
  return out;
}

}  // namespace patchbay::telemetry
