// Every field of a Request by name, with its loss class. Each protocol has one table over all of them, so that no field goes undecided.
#pragma once

#include "canonical/loss_class.hpp"
#include "canonical/request.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace patchbay::canonical {

enum class RequestField : std::uint8_t {
  tools,
  tool_choice,
  parallel_tool_calls,
  response_format,
  max_output_tokens,
  temperature,
  top_p,
  top_k,
  min_p,
  frequency_penalty,
  presence_penalty,
  repetition_penalty,
  seed,
  stop,
  choices,
  logprobs,
  top_logprobs,
  logit_bias,
  reasoning,
  verbosity,
  modalities,
  audio_output,
  prediction,
  service_tier,
  metadata,
  user,
  safety_identifier,
  store,
  prompt_cache_key,
  prompt_cache_retention,
  stream_usage,
  stream_extra,
  extra,
};
inline constexpr std::size_t request_field_count = static_cast<std::size_t>(RequestField::extra) + 1;

// What a protocol does with a field. `drop` is reported with the field's loss class.
enum class FieldPolicy : std::uint8_t { write, drop };
using FieldTable = std::array<FieldPolicy, request_field_count>;

std::string_view name(RequestField field);
LossClass loss_class(RequestField field);
bool is_set(const Request& request, RequestField field);

}  // namespace patchbay::canonical
