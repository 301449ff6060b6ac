#include "mock_replies.hpp"

#include <fmt/format.h>

#include <string_view>

namespace patchbay::bench {
namespace {

constexpr std::string_view vendor_headers =
    "Date: Mon, 07 Jul 2025 12:00:00 GMT\r\n"
    "openai-organization: org-bench\r\n"
    "openai-processing-ms: 387\r\n"
    "openai-version: 2020-10-01\r\n"
    "x-ratelimit-limit-requests: 10000\r\n"
    "x-ratelimit-remaining-requests: 9999\r\n"
    "x-request-id: req_5b1dfe60c2f94a1c8d7e3a9f02468ace\r\n";

constexpr std::string_view usage = R"({"prompt_tokens":219,"completion_tokens":143,"total_tokens":362,)"
                                   R"("prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},)"
                                   R"("completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}})";

enum class UsageField { absent, null };

std::string completion() {
  std::string text;
  for (int line = 0; line < 9; ++line) text += R"(A gateway that \"adds nothing\" should cost next to nothing, too.\n)";
  return fmt::format(
      R"({{"id":"chatcmpl-C4nRkV0bq7ZtYw2Lx9PdGm5sHu1Ej","object":"chat.completion","created":1751889600,"model":"gpt-4o-mini-2024-07-18",)"
      R"("choices":[{{"index":0,"message":{{"role":"assistant","content":"{}","refusal":null,"annotations":[]}},"logprobs":null,)"
      R"("finish_reason":"stop"}}],"usage":{},"service_tier":"default","system_fingerprint":"fp_34a54ae93c"}})",
      text, usage);
}

std::string chunk(std::string_view choices, std::string_view usage_field) {
  return fmt::format(R"(data: {{"id":"chatcmpl-C4nRkV0bq7ZtYw2Lx9PdG","object":"chat.completion.chunk","created":1751889600,)"
                     R"("model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_34a54ae93c","choices":[{}]{}}})"
                     "\n\n",
                     choices, usage_field);
}

std::string choice(std::string_view delta, std::string_view finish_reason) {
  return fmt::format(R"({{"index":0,"delta":{},"logprobs":null,"finish_reason":{}}})", delta, finish_reason);
}

std::string framed(std::string_view payload) { return fmt::format("{:x}\r\n{}\r\n", payload.size(), payload); }

std::string event(std::size_t number, std::string_view usage_field) {
  if (number == 0) return chunk(choice(R"({"role":"assistant","content":"","refusal":null})", "null"), usage_field);
  if (number + 1 == stream_events) return chunk(choice("{}", R"("stop")"), usage_field);
  return chunk(choice(fmt::format(R"({{"content":" word{}"}})", 1000 + number), "null"), usage_field);
}

Script make_stream(UsageField field) {
  const std::string_view usage_field = field == UsageField::null ? R"(,"usage":null)" : "";
  Script script;
  script.pieces.push_back(
      fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
                  "Transfer-Encoding: chunked\r\n{}\r\n",
                  vendor_headers));
  for (std::size_t number = 0; number < stream_events; ++number) script.pieces.push_back(framed(event(number, usage_field)));
  if (field == UsageField::null) script.pieces.push_back(framed(chunk("", fmt::format(R"(,"usage":{})", usage))));
  script.pieces.push_back(framed("data: [DONE]\n\n") + "0\r\n\r\n");
  return script;
}

}  // namespace

Script make_reply(const std::string& content_type, const std::string& body) {
  Script script;
  script.pieces.push_back(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n{}", content_type, body.size(),
                                      vendor_headers, body));
  return script;
}

Replies make_replies() {
  Replies replies;
  replies.json = make_reply("application/json", completion());
  replies.stream = make_stream(UsageField::absent);
  replies.stream_with_usage = make_stream(UsageField::null);
  return replies;
}

}  // namespace patchbay::bench
