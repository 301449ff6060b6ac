#include "canonical/request_field.hpp"

namespace patchbay::canonical {

std::string_view name(RequestField field) {
  switch (field) {
    case RequestField::tools: return "tools";
    case RequestField::tool_choice: return "tool_choice";
    case RequestField::parallel_tool_calls: return "parallel_tool_calls";
    case RequestField::response_format: return "response_format";
    case RequestField::max_output_tokens: return "max_output_tokens";
    case RequestField::temperature: return "temperature";
    case RequestField::top_p: return "top_p";
    case RequestField::top_k: return "top_k";
    case RequestField::min_p: return "min_p";
    case RequestField::frequency_penalty: return "frequency_penalty";
    case RequestField::presence_penalty: return "presence_penalty";
    case RequestField::repetition_penalty: return "repetition_penalty";
    case RequestField::seed: return "seed";
    case RequestField::stop: return "stop";
    case RequestField::choices: return "n";
    case RequestField::logprobs: return "logprobs";
    case RequestField::top_logprobs: return "top_logprobs";
    case RequestField::logit_bias: return "logit_bias";
    case RequestField::reasoning: return "reasoning";
    case RequestField::verbosity: return "verbosity";
    case RequestField::modalities: return "modalities";
    case RequestField::audio_output: return "audio";
    case RequestField::prediction: return "prediction";
    case RequestField::service_tier: return "service_tier";
    case RequestField::metadata: return "metadata";
    case RequestField::user: return "user";
    case RequestField::safety_identifier: return "safety_identifier";
    case RequestField::store: return "store";
    case RequestField::prompt_cache_key: return "prompt_cache_key";
    case RequestField::prompt_cache_retention: return "prompt_cache_retention";
    case RequestField::stream_usage: return "stream_options.include_usage";
    case RequestField::stream_extra: return "stream_options";
    case RequestField::extra: return "extra";
  }
  return "unknown";
}

LossClass loss_class(RequestField field) {
  switch (field) {
    case RequestField::tools:
    case RequestField::tool_choice:
    case RequestField::response_format:
    case RequestField::modalities:
    case RequestField::audio_output:
    case RequestField::extra: return LossClass::meaning;
    case RequestField::parallel_tool_calls:
    case RequestField::max_output_tokens:
    case RequestField::temperature:
    case RequestField::top_p:
    case RequestField::top_k:
    case RequestField::min_p:
    case RequestField::frequency_penalty:
    case RequestField::presence_penalty:
    case RequestField::repetition_penalty:
    case RequestField::seed:
    case RequestField::stop:
    case RequestField::choices:
    case RequestField::logprobs:
    case RequestField::top_logprobs:
    case RequestField::logit_bias:
    case RequestField::reasoning:
    case RequestField::verbosity: return LossClass::behaviour;
    case RequestField::prediction:
    case RequestField::service_tier:
    case RequestField::metadata:
    case RequestField::user:
    case RequestField::safety_identifier:
    case RequestField::store:
    case RequestField::prompt_cache_key:
    case RequestField::prompt_cache_retention:
    case RequestField::stream_usage:
    case RequestField::stream_extra: return LossClass::hint;
  }
  return LossClass::meaning;
}

bool is_set(const Request& request, RequestField field) {
  switch (field) {
    case RequestField::tools: return !request.tools.empty();
    case RequestField::tool_choice: return request.tool_choice.has_value();
    case RequestField::parallel_tool_calls: return request.parallel_tool_calls.has_value();
    case RequestField::response_format: return request.response_format.has_value();
    case RequestField::max_output_tokens: return request.max_output_tokens.has_value();
    case RequestField::temperature: return request.temperature.has_value();
    case RequestField::top_p: return request.top_p.has_value();
    case RequestField::top_k: return request.top_k.has_value();
    case RequestField::min_p: return request.min_p.has_value();
    case RequestField::frequency_penalty: return request.frequency_penalty.has_value();
    case RequestField::presence_penalty: return request.presence_penalty.has_value();
    case RequestField::repetition_penalty: return request.repetition_penalty.has_value();
    case RequestField::seed: return request.seed.has_value();
    case RequestField::stop: return !request.stop.empty();
    case RequestField::choices: return request.choices.has_value();
    case RequestField::logprobs: return request.logprobs.has_value();
    case RequestField::top_logprobs: return request.top_logprobs.has_value();
    case RequestField::logit_bias: return !request.logit_bias.empty();
    case RequestField::reasoning: return request.reasoning.has_value();
    case RequestField::verbosity: return !request.verbosity.empty();
    case RequestField::modalities: return !request.modalities.empty();
    case RequestField::audio_output: return !request.audio_output.empty();
    case RequestField::prediction: return !request.prediction.empty();
    case RequestField::service_tier: return !request.service_tier.empty();
    case RequestField::metadata: return !request.metadata.empty();
    case RequestField::user: return !request.user.empty();
    case RequestField::safety_identifier: return !request.safety_identifier.empty();
    case RequestField::store: return request.store.has_value();
    case RequestField::prompt_cache_key: return !request.prompt_cache_key.empty();
    case RequestField::prompt_cache_retention: return !request.prompt_cache_retention.empty();
    case RequestField::stream_usage: return request.stream_usage.has_value();
    case RequestField::stream_extra: return !request.stream_extra.empty();
    case RequestField::extra: return !request.extra.empty();
  }
  return false;
}

}  // namespace patchbay::canonical
