// What is known of one request: filled while it runs, written to metrics and the log at its end.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "canonical/usage.hpp"
#include "canonical/warning.hpp"
#include "codec/http1_head.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::gateway {

// Moments of the path, for server-timing; zero: not reached.
struct RequestMoments {
  base::SteadyTime begin{};
  base::SteadyTime parsed{};
  base::SteadyTime planned{};
  base::SteadyTime prepared{};
  base::SteadyTime encoded{};
  base::SteadyTime answered{};  // the provider's head is there
  base::SteadyTime first_token{};
  std::chrono::microseconds connect{0};
};

struct RequestRecord {
  std::string id;
  std::string_view dialect;  // static text
  std::string model_asked;
  std::string provider;
  std::string model;  // the provider's name of it, as asked
  std::string model_answered;
  std::string upstream_request_id;
  std::uint32_t attempts = 0;
  canonical::Usage usage;
  std::vector<canonical::Warning> warnings;
  std::optional<base::ErrorKind> error;
  int status = 0;
  bool stream = false;
  RequestMoments moments;
  std::vector<codec::HeaderView> cross_origin;  // what lets a page of an allowed origin read the answer; views into the request's head
};

}  // namespace patchbay::gateway
