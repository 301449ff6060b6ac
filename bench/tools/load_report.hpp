// What a run of the load generator found, and its one line of JSON. Times are nanoseconds inside and microseconds in the report.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::bench {

struct LoadReport {
  std::uint64_t completed = 0;
  std::uint64_t errors = 0;  // a wrong status, a wrong number of events, a connection closed in the middle of an answer
  std::uint64_t events = 0;
  std::uint64_t reads = 0;
  std::uint64_t bytes = 0;
  std::uint64_t delayed = 0;  // open loop: requests that waited for a free connection
  std::uint64_t reconnects = 0;
  double seconds = 0;
  std::vector<std::uint64_t> latencies;    // to the last byte; in the open loop from the intended send time
  std::vector<std::uint64_t> first_bytes;  // to the first byte
};

std::string to_json(LoadReport& report);

}  // namespace patchbay::bench
