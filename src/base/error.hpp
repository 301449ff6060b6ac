// The one error type of the data path. The kinds are a closed list; what each means for clients, routing and logs stands in
// error_tables.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::base {

enum class ErrorKind : std::uint8_t {
  invalid_request,
  unsupported_feature,
  context_length_exceeded,
  content_filtered,
  authentication,
  permission,
  not_found,
  model_not_found,
  conflict,
  request_too_large,
  rate_limited,
  budget_exceeded,
  provider_authentication,
  provider_permission,
  quota_exhausted,
  provider_unreachable,
  provider_tls,
  provider_error,
  bad_provider_response,
  truncated,
  stalled,
  overloaded,
  timeout,
  no_target,
  cancelled,
  internal,
};
inline constexpr std::size_t error_kind_count = static_cast<std::size_t>(ErrorKind::internal) + 1;

// Who is at fault.
enum class Origin : std::uint8_t { client, gateway, provider };

// An error as a value. Copyable, owns all its text. `message` is for people and never contains a credential.
// Nothing of it is inline, and all of it is cold: results are moved in
// a thousand places, where errors are rare and their code would stand in the way.
struct Error {
  [[gnu::cold]] Error();
  [[gnu::cold]] Error(ErrorKind error_kind, std::string text, Origin from = Origin::gateway);
  [[gnu::cold]] Error(const Error& other);
  [[gnu::cold]] Error(Error&& other) noexcept;
  [[gnu::cold]] Error& operator=(const Error& other);
  [[gnu::cold]] Error& operator=(Error&& other) noexcept;
  [[gnu::cold]] ~Error();

  ErrorKind kind = ErrorKind::internal;
  Origin origin = Origin::gateway;
  std::string message;
  std::string param;                                     // path of the field at fault, e.g. messages[0].role; empty when there is none
  int provider_status = 0;                               // HTTP status that the provider sent; 0: none
  std::string provider_code;                             // the provider's own code or type, verbatim
  std::optional<std::chrono::milliseconds> retry_after;  // how long the provider (or we) asked to wait
  std::vector<Error> causes;                             // for no_target: each attempt's error, in order

  Error& at(std::string path) {
    param = std::move(path);
    return *this;
  }
};

// An error in what the client sent, naming the field at fault.
[[gnu::cold]] Error invalid_request(std::string message, std::string param = {});

}  // namespace patchbay::base
