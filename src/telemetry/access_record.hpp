// What the access log says about one request.
#pragma once

#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay::telemetry {

// A view: filled and logged at the end of a request while its texts still live. Texts that come from outside are redacted and escaped by
// the logger.
struct AccessRecord {
  std::string_view request_id;
  std::string_view client;  // address, or the name of the client's key
  std::string_view method;
  std::string_view path;     // without the query
  std::string_view dialect;  // "openai_chat", ...; empty: not a model call
  std::string_view model_asked;
  std::string_view provider;
  std::string_view model_answered;
  std::string_view tags;  // x-patchbay-tags
  int status = 0;         // 499: the client left
  std::optional<base::ErrorKind> error;
  std::uint32_t attempts = 0;
  std::optional<std::int64_t> input_tokens;
  std::optional<std::int64_t> output_tokens;
  std::optional<std::chrono::microseconds> first_token;
  std::chrono::microseconds total{0};
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  bool stream = false;
};

}  // namespace patchbay::telemetry
