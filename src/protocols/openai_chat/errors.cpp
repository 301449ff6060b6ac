#include "protocols/openai_chat/errors.hpp"

#include "base/error_tables.hpp"
#include "json/document.hpp"
#include "json/string_escape.hpp"
#include "json/writer.hpp"
#include "protocols/retry_after.hpp"

#include <charconv>
#include <optional>

namespace patchbay::protocols::openai_chat {
namespace {

using base::Error;
using base::ErrorKind;
using json::Value;

// What vendors write where, gathered from two levels.
struct Words {
  std::string message;
  std::string type;
  std::string code;
  std::string param;
  int status = 0;
};

std::string text_of(Value value) {
  if (value.is_string()) return value.to_string();
  return value.absent() ? std::string() : std::string(value.raw());
}

std::string first_text(std::initializer_list<Value> values) {
  for (const Value value : values)
    if (!value.absent()) return text_of(value);
  return {};
}

int status_of(std::initializer_list<Value> values) {
  for (const Value value : values) {
    auto number = value.as_int64();
    std::string scratch;
    int parsed = 0;
    const std::string_view text = value.text(scratch);
    if (!number && std::from_chars(text.data(), text.data() + text.size(), parsed).ec == std::errc()) number = parsed;
    if (number && *number >= 400 && *number < 600) return static_cast<int>(*number);
  }
  return 0;
}

Words read_words(Value root) {
  const Value error = root.find("error");
  const Value body = error.is_object() ? error : root;
  Words words;
  words.message = error.is_string() ? error.to_string() : first_text({body.find("message"), body.find("detail"), root.find("message")});
  words.type = first_text({body.find("type"), root.find("type")});
  words.code = first_text({body.find("code"), root.find("code")});
  words.param = first_text({body.find("param")});
  words.status = status_of({body.find("status_code"), body.find("code"), root.find("status_code"), root.find("code")});
  return words;
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return !std::ranges::search(text, part, same).empty();
}

bool any_of(const Words& words, std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts)
    if (contains(words.code, part) || contains(words.type, part)) return true;
  return false;
}

bool message_has(const Words& words, std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts)
    if (contains(words.message, part)) return true;
  return false;
}

bool may_be_overflow(int status) {
  return status == 0 || status == 200 || status == 400 || status == 403 || status == 413 || status == 422;
}

// Wire facts, section 11.2: the words by which vendors say that the prompt does not fit.
bool is_context_overflow(const Words& words, int status) {
  if (any_of(words, {"context_length_exceeded", "exceed_context_size", "prompt_too_long"})) return true;
  if (!may_be_overflow(status) || message_has(words, {"rate limit", "too many requests", "throttling"})) return false;
  return message_has(words, {"context_length_exceeded", "context length exceeded", "exceeds the context window", "maximum context length",
                             "reduce the length of the messages", "context length is only", "maximum input length of",
                             "longer than the model's context length", "exceeds the available context size", "prompt too long",
                             "longer than the context length", "exceeds the context length", "too large for model with"});
}

std::optional<ErrorKind> kind_by_words(const Words& words, int status) {
  if (is_context_overflow(words, status)) return ErrorKind::context_length_exceeded;
  if (any_of(words, {"insufficient_quota", "credit_balance", "billing", "payment_required"})) return ErrorKind::quota_exhausted;
  if (any_of(words, {"content_filter", "content_policy", "invalid_prompt", "policy_violation", "bio_policy"}))
    return ErrorKind::content_filtered;
  if (any_of(words, {"model_not_found", "deploymentnotfound"})) return ErrorKind::model_not_found;
  if (any_of(words, {"invalid_api_key"}) || message_has(words, {"incorrect api key"}))
    return ErrorKind::provider_authentication;  // xAI: 400
  if (any_of(words, {"slow_down", "overload", "unavailable_error"})) return ErrorKind::overloaded;
  if (any_of(words, {"rate_limit"})) return ErrorKind::rate_limited;
  return std::nullopt;
}

// For errors inside a 200, where there is no status to go by.
ErrorKind kind_without_status(const Words& words) {
  if (words.status != 0) return base::kind_for_provider_status(words.status);
  if (any_of(words, {"authentication", "invalid_api_key"})) return ErrorKind::provider_authentication;
  if (any_of(words, {"permission"})) return ErrorKind::provider_permission;
  if (any_of(words, {"not_found"})) return ErrorKind::model_not_found;
  if (any_of(words, {"timeout"})) return ErrorKind::timeout;
  if (any_of(words, {"invalid", "bad_request"})) return ErrorKind::invalid_request;
  return ErrorKind::provider_error;
}

Error make_error(ErrorKind kind, Words words, int status) {
  Error error(kind, std::move(words.message), base::Origin::provider);
  error.provider_status = status;
  error.provider_code = words.code.empty() ? std::move(words.type) : std::move(words.code);
  error.param = std::move(words.param);
  return error;
}

std::string excerpt(std::string_view body) {
  constexpr std::size_t most = 300;
  std::string text;
  json::append_escaped_lossy(text, body.substr(0, most));
  return text;
}

// 404 says that a path or a model is missing; the gateway only sends paths that exist.
Error read_unstructured(int status, std::string_view body) {
  Words words;
  words.message = body.empty() ? fmt::format("the provider answered {} without a body", status)
                               : fmt::format("the provider answered {} with: {}", status, excerpt(body));
  return make_error(base::kind_for_provider_status(status), std::move(words), status);
}

std::string_view type_word(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_request:
    case ErrorKind::unsupported_feature:
    case ErrorKind::context_length_exceeded:
    case ErrorKind::content_filtered:
    case ErrorKind::not_found:
    case ErrorKind::model_not_found:
    case ErrorKind::conflict:
    case ErrorKind::request_too_large: return "invalid_request_error";
    case ErrorKind::authentication: return "authentication_error";
    case ErrorKind::permission: return "permission_error";
    case ErrorKind::rate_limited: return "rate_limit_error";
    case ErrorKind::budget_exceeded: return "insufficient_quota";
    case ErrorKind::overloaded: return "service_unavailable_error";
    case ErrorKind::provider_authentication:
    case ErrorKind::provider_permission:
    case ErrorKind::quota_exhausted:
    case ErrorKind::provider_unreachable:
    case ErrorKind::provider_tls:
    case ErrorKind::provider_error:
    case ErrorKind::bad_provider_response:
    case ErrorKind::truncated:
    case ErrorKind::stalled:
    case ErrorKind::timeout:
    case ErrorKind::no_target:
    case ErrorKind::cancelled:
    case ErrorKind::internal: return "server_error";
  }
  return "server_error";
}

}  // namespace

Error read_error_in_success(Value root) {
  Words words = read_words(root);
  const ErrorKind kind = kind_by_words(words, words.status).value_or(kind_without_status(words));
  if (words.message.empty()) words.message = "the provider sent an error without a message";
  const int status = words.status;
  return make_error(kind, std::move(words), status);
}

Error read_error_in_success(std::string_view body) {
  json::Document document;
  if (!document.parse(body)) return Error(ErrorKind::bad_provider_response, "the provider's error is not JSON", base::Origin::provider);
  return read_error_in_success(document.root());
}

Error read_error(int status, const codec::Headers& headers, std::string_view body) {
  json::Document document;
  Error error;
  if (document.parse(body) && document.root().is_object()) {
    Words words = read_words(document.root());
    const ErrorKind kind = kind_by_words(words, status).value_or(base::kind_for_provider_status(status));
    if (words.message.empty()) words.message = fmt::format("the provider answered {}: {}", status, excerpt(body));
    error = make_error(kind, std::move(words), status);
  } else {
    error = read_unstructured(status, body);
  }
  error.retry_after = read_retry_after(headers);
  return error;
}

std::string write_error(const Error& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("error").begin_object();
  std::string message;
  json::append_escaped_lossy(message, error.message);
  writer.key("message").escaped(message);
  writer.field("type", type_word(error.kind));
  if (error.param.empty())
    writer.field_null("param");
  else
    writer.key("param").escaped([&] {
      std::string text;
      json::append_escaped_lossy(text, error.param);
      return text;
    }());
  writer.field("code", base::name(error.kind));
  if (!error.causes.empty()) {
    writer.key("causes").begin_array();
    for (const Error& cause : error.causes) {
      std::string text;
      json::append_escaped_lossy(text, cause.message);
      writer.begin_object().field("code", base::name(cause.kind)).key("message").escaped(text).end_object();
    }
    writer.end_array();
  }
  writer.end_object().end_object();
  return body;
}

}  // namespace patchbay::protocols::openai_chat
