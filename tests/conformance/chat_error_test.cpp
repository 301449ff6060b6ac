// Recorded refusals: read_error names a kind that fits the status and keeps the provider's words.
#include "base/error_tables.hpp"
#include "conformance/tally.hpp"
#include "protocols/openai_chat/errors.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace patchbay::conformance {
namespace {

using base::ErrorKind;

bool is_refusal(const Recording& recording) { return recording.status >= 400; }

bool fits(ErrorKind kind, int status) {
  switch (status) {
    case 400:
    case 422:
      return kind == ErrorKind::invalid_request || kind == ErrorKind::context_length_exceeded || kind == ErrorKind::content_filtered ||
             kind == ErrorKind::model_not_found || kind == ErrorKind::provider_authentication;
    case 401: return kind == ErrorKind::provider_authentication;
    case 402: return kind == ErrorKind::quota_exhausted;
    case 403: return kind == ErrorKind::provider_permission || kind == ErrorKind::content_filtered || kind == ErrorKind::quota_exhausted;
    case 404: return kind == ErrorKind::model_not_found || kind == ErrorKind::not_found;
    case 413: return kind == ErrorKind::request_too_large || kind == ErrorKind::context_length_exceeded;
    case 429: return kind == ErrorKind::rate_limited || kind == ErrorKind::quota_exhausted || kind == ErrorKind::overloaded;
    default: return status >= 500 && (kind == ErrorKind::provider_error || kind == ErrorKind::overloaded);
  }
}

std::string check_kind(const Recording& recording) {
  codec::Headers headers;
  for (const auto& [name, value] : recording.headers) headers.add(name, value);
  const base::Error error = protocols::openai_chat::read_error(recording.status, headers, recording.body);
  if (error.message.empty()) return "no message";
  if (error.provider_status != recording.status) return "the status was lost";
  if (error.origin != base::Origin::provider) return "not the provider's fault";
  if (!fits(error.kind, recording.status))
    return fmt::format("{} does not fit {}: {}", base::name(error.kind), recording.status, error.message);
  return {};
}

TEST(ChatErrors, KindFitsTheStatus) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("errors: a kind that fits", is_refusal, check_kind);
}

}  // namespace
}  // namespace patchbay::conformance
