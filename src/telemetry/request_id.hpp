// The id of a request: the client's own where it is fit, else ours.
#pragma once

#include "base/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::telemetry {

// 1 to 128 of [A-Za-z0-9._-].
bool is_acceptable_request_id(std::string_view text);

// One per worker thread; not thread-safe. Random once, then a counter: unique over workers and restarts, not secret.
class RequestIds {
 public:
  explicit RequestIds(base::Random& random);
  std::string next();                               // 16 hexadecimal digits, a dash, a counter
  std::string accept_or_next(std::string_view id);  // the client's id where it is acceptable

 private:
  std::string prefix_;
  std::uint64_t counter_ = 0;
};

}  // namespace patchbay::telemetry
