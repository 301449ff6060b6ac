#include "base/error_tables.hpp"

#include "base/result.hpp"

#include <algorithm>

namespace patchbay::base {

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_request: return "invalid_request";
    case ErrorKind::unsupported_feature: return "unsupported_feature";
    case ErrorKind::context_length_exceeded: return "context_length_exceeded";
    case ErrorKind::content_filtered: return "content_filtered";
    case ErrorKind::authentication: return "authentication";
    case ErrorKind::permission: return "permission";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::model_not_found: return "model_not_found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::request_too_large: return "request_too_large";
    case ErrorKind::rate_limited: return "rate_limited";
    case ErrorKind::budget_exceeded: return "budget_exceeded";
    case ErrorKind::provider_authentication: return "provider_authentication";
    case ErrorKind::provider_permission: return "provider_permission";
    case ErrorKind::quota_exhausted: return "quota_exhausted";
    case ErrorKind::provider_unreachable: return "provider_unreachable";
    case ErrorKind::provider_tls: return "provider_tls";
    case ErrorKind::provider_error: return "provider_error";
    case ErrorKind::bad_provider_response: return "bad_provider_response";
    case ErrorKind::truncated: return "truncated";
    case ErrorKind::stalled: return "stalled";
    case ErrorKind::overloaded: return "overloaded";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::no_target: return "no_target";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

std::optional<ErrorKind> kind_named(std::string_view text) {
  for (std::size_t i = 0; i < error_kind_count; ++i)
    if (name(static_cast<ErrorKind>(i)) == text) return static_cast<ErrorKind>(i);
  return std::nullopt;
}

std::string_view name(Origin origin) {
  switch (origin) {
    case Origin::client: return "client";
    case Origin::gateway: return "gateway";
    case Origin::provider: return "provider";
  }
  return "gateway";
}

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_request:
    case ErrorKind::unsupported_feature:
    case ErrorKind::context_length_exceeded:
    case ErrorKind::content_filtered: return 400;
    case ErrorKind::authentication: return 401;
    case ErrorKind::permission: return 403;
    case ErrorKind::not_found:
    case ErrorKind::model_not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::request_too_large: return 413;
    case ErrorKind::rate_limited:
    case ErrorKind::budget_exceeded: return 429;
    case ErrorKind::cancelled: return 499;
    case ErrorKind::internal: return 500;
    case ErrorKind::provider_authentication:
    case ErrorKind::provider_permission:
    case ErrorKind::quota_exhausted:
    case ErrorKind::provider_unreachable:
    case ErrorKind::provider_tls:
    case ErrorKind::provider_error:
    case ErrorKind::bad_provider_response:
    case ErrorKind::truncated:
    case ErrorKind::stalled:
    case ErrorKind::no_target: return 502;
    case ErrorKind::overloaded: return 503;
    case ErrorKind::timeout: return 504;
  }
  return 500;
}

int http_status(const Error& error) {
  if (error.kind == ErrorKind::no_target && error.causes.size() == 1) return http_status(error.causes.front().kind);
  return http_status(error.kind);
}

Conduct conduct(ErrorKind kind) {
  using enum Again;
  switch (kind) {
    case ErrorKind::invalid_request:
    case ErrorKind::authentication:
    case ErrorKind::permission:
    case ErrorKind::not_found:
    case ErrorKind::no_target:
    case ErrorKind::cancelled:
    case ErrorKind::internal: return {no, no, no};
    case ErrorKind::unsupported_feature:
    case ErrorKind::model_not_found:
    case ErrorKind::request_too_large:
    case ErrorKind::timeout: return {no, no, yes};
    case ErrorKind::context_length_exceeded: return {no, no, if_larger_window};
    case ErrorKind::content_filtered: return {no, no, if_listed};
    case ErrorKind::conflict: return {once, no, yes};
    case ErrorKind::rate_limited: return {after_delay, yes, yes};
    case ErrorKind::budget_exceeded: return {no, no, if_free};
    case ErrorKind::provider_authentication:
    case ErrorKind::provider_permission:
    case ErrorKind::quota_exhausted: return {no, yes, yes};
    case ErrorKind::provider_unreachable:
    case ErrorKind::provider_tls: return {once, no, yes};
    case ErrorKind::provider_error:
    case ErrorKind::bad_provider_response:
    case ErrorKind::overloaded: return {yes, no, yes};
    case ErrorKind::truncated:
    case ErrorKind::stalled: return {no, no, as_route_says};
  }
  return {no, no, no};
}

LogLevel log_level(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::cancelled: return LogLevel::debug;
    case ErrorKind::invalid_request:
    case ErrorKind::unsupported_feature:
    case ErrorKind::context_length_exceeded:
    case ErrorKind::content_filtered:
    case ErrorKind::authentication:
    case ErrorKind::permission:
    case ErrorKind::not_found:
    case ErrorKind::model_not_found:
    case ErrorKind::conflict:
    case ErrorKind::request_too_large:
    case ErrorKind::budget_exceeded: return LogLevel::info;
    case ErrorKind::rate_limited:
    case ErrorKind::quota_exhausted:
    case ErrorKind::provider_authentication:
    case ErrorKind::provider_permission:
    case ErrorKind::provider_unreachable:
    case ErrorKind::provider_tls:
    case ErrorKind::provider_error:
    case ErrorKind::bad_provider_response:
    case ErrorKind::truncated:
    case ErrorKind::stalled:
    case ErrorKind::overloaded:
    case ErrorKind::timeout:
    case ErrorKind::no_target: return LogLevel::warning;
    case ErrorKind::internal: return LogLevel::error;
  }
  return LogLevel::error;
}

bool should_retry(const Error& error) {
  if (error.kind == ErrorKind::no_target)
    return !error.causes.empty() && std::ranges::all_of(error.causes, [](const Error& cause) { return should_retry(cause); });
  const Conduct answer = conduct(error.kind);
  return answer.same_target != Again::no;
}

ErrorKind kind_for_provider_status(int status) {
  switch (status) {
    case 401: return ErrorKind::provider_authentication;
    case 402: return ErrorKind::quota_exhausted;
    case 403: return ErrorKind::provider_permission;
    case 404: return ErrorKind::model_not_found;
    case 408:
    case 504:
    case 524: return ErrorKind::timeout;
    case 409:
    case 425: return ErrorKind::conflict;
    case 413: return ErrorKind::request_too_large;
    case 429: return ErrorKind::rate_limited;
    case 498:
    case 503:
    case 529: return ErrorKind::overloaded;
    default: break;
  }
  if (status >= 500) return ErrorKind::provider_error;
  if (status >= 400) return ErrorKind::invalid_request;
  return ErrorKind::bad_provider_response;
}

}  // namespace patchbay::base
