// What each ErrorKind means: its name on the wire, its HTTP status, the router's conduct and its log level.
// Every table is an exhaustive switch, so that a new kind does not compile until all of them know it.
#pragma once

#include "base/error.hpp"

#include <optional>
#include <string_view>

namespace patchbay::base {

// When another attempt may help. `after_delay`: once retry_after has passed. `once`: a single time.
enum class Again : std::uint8_t { no, once, yes, after_delay, if_larger_window, if_listed, if_free, as_route_says };

// The three answers of the contract's table: the same target again, another key of it, another target.
struct Conduct {
  Again same_target;
  Again another_key;
  Again another_target;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };

std::string_view name(ErrorKind kind);                  // snake_case, stable: clients and dashboards rely on it
std::optional<ErrorKind> kind_named(std::string_view);  // the inverse of name()
std::string_view name(Origin origin);
int http_status(ErrorKind kind);      // 499 for cancelled, which is never sent
int http_status(const Error& error);  // as above, but no_target with a single cause takes that cause's status
Conduct conduct(ErrorKind kind);
LogLevel log_level(ErrorKind kind);
bool should_retry(const Error& error);  // the value of x-should-retry: may the client's SDK send this again?

// The kind for a provider's HTTP status when its body says nothing better (wire facts, section 11.3).
ErrorKind kind_for_provider_status(int status);

}  // namespace patchbay::base
