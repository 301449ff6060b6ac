// The chat operation in canonical form: what a client asked, in no vendor's words.
// A field that is not set was not asked; defaults belong to the provider. Owns all of its text.
#pragma once

#include "canonical/message.hpp"
#include "canonical/tool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::canonical {

enum class ResponseFormatKind : std::uint8_t { text, json_object, json_schema };
struct ResponseFormat {
  ResponseFormatKind kind = ResponseFormatKind::text;
  std::string name;
  std::string description;
  std::string schema;  // raw JSON Schema
  std::optional<bool> strict;
  Extra extra;
};

struct Reasoning {
  std::string effort;                         // none, minimal, low, medium, high, xhigh, max; empty when not asked
  std::optional<std::int64_t> budget_tokens;  // for protocols that count
  std::string summary;                        // auto, concise, detailed; empty when not asked
  std::optional<bool> enabled;
};

enum class Delivery : std::uint8_t { unstated, whole, stream };  // unstated means whole
enum class TokenLimitName : std::uint8_t { max_tokens, max_completion_tokens };

struct Request {
  std::string model;
  std::vector<Message> messages;

  std::vector<Tool> tools;
  std::optional<ToolChoice> tool_choice;
  std::optional<bool> parallel_tool_calls;
  std::optional<ResponseFormat> response_format;

  std::optional<std::int64_t> max_output_tokens;
  TokenLimitName limit_name = TokenLimitName::max_completion_tokens;  // the spelling, for vendors that know only one
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<std::int64_t> top_k;
  std::optional<double> min_p;
  std::optional<double> frequency_penalty;
  std::optional<double> presence_penalty;
  std::optional<double> repetition_penalty;
  std::optional<std::int64_t> seed;
  std::vector<std::string> stop;
  std::optional<std::int64_t> choices;  // n
  std::optional<bool> logprobs;
  std::optional<std::int64_t> top_logprobs;
  std::string logit_bias;  // raw JSON; empty when not asked

  std::optional<Reasoning> reasoning;
  std::string verbosity;
  std::vector<std::string> modalities;
  std::string audio_output;  // raw JSON
  std::string prediction;    // raw JSON

  std::string service_tier;
  std::string metadata;  // raw JSON object
  std::string user;
  std::string safety_identifier;
  std::optional<bool> store;
  std::string prompt_cache_key;
  std::string prompt_cache_retention;

  Delivery delivery = Delivery::unstated;
  std::optional<bool> stream_usage;  // asked for usage in the stream
  Extra stream_extra;                // other stream options
  Extra extra;
};

}  // namespace patchbay::canonical
