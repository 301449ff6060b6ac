// Step 11: what a request was, to metrics and to the access log. Never content.
#pragma once

#include "gateway/request_record.hpp"
#include "gateway/services.hpp"

#include <cstdint>
#include <string_view>

namespace patchbay::gateway {

// How the request came in, for the log line; views need to live during the call only.
struct RequestOrigin {
  std::string_view client;
  std::string_view method;
  std::string_view path;
  std::string_view tags;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

// Once for each request, at its end. Any worker; takes no lock.
void record_request(Services& services, const RequestRecord& record, const RequestOrigin& origin);

}  // namespace patchbay::gateway
