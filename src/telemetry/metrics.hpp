// Everything that /metrics shows. One object, made by the composition root, written to by every worker without locks.
#pragma once

#include "base/clock.hpp"
#include "telemetry/metric_family.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::telemetry {

struct BuildInfo {
  std::string version;
  std::string revision;
  std::string compiler;
};

struct Metrics {
  Metrics(BuildInfo build, base::WallTime started);

  // Values of labels in the order given here. Each `with` is one lookup without a lock; the reference stays good as long as Metrics lives,
  // so a caller may keep it.
  MetricFamily<Sum, 4> requests;                   // dialect, provider, status, kind ("ok" or an ErrorKind's name)
  MetricFamily<Histogram, 2> request_seconds;      // dialect, provider
  MetricFamily<Histogram, 2> first_token_seconds;  // dialect, provider
  MetricFamily<Sum, 3> tokens;                     // meter, provider, model
  MetricFamily<Sum, 1> config_reloads;             // result: "ok" or "error"
  Sum streams_open;
  Sum upstream_connections;
  Sum buffered_bytes;

  BuildInfo build_info;
  base::WallTime process_start;
};

inline constexpr std::string_view exposition_content_type = "text/plain; version=0.0.4; charset=utf-8";

// The Prometheus text format.
std::string exposition(const Metrics& metrics);

}  // namespace patchbay::telemetry
