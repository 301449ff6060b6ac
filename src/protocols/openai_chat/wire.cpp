#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::FinishReason;
using canonical::Meter;
using canonical::Role;

void take(canonical::Usage& usage, Meter meter, json::Value value) {
  if (auto count = value.as_int64()) usage.set(meter, *count);
}

void write_meter(json::Writer& writer, const canonical::Usage& usage, json::Key key, Meter meter) {
  if (auto count = usage.get(meter)) writer.field(key, *count);
}

bool any(const canonical::Usage& usage, std::initializer_list<Meter> meters) {
  for (Meter meter : meters)
    if (usage.get(meter)) return true;
  return false;
}

}  // namespace

std::optional<Role> role_named(std::string_view word) {
  if (word == "user") return Role::user;
  if (word == "assistant") return Role::assistant;
  if (word == "system") return Role::system;
  if (word == "tool" || word == "function") return Role::tool;
  if (word == "developer") return Role::developer;
  return std::nullopt;
}

FinishReason finish_reason_named(std::string_view word) {
  if (word == "stop" || word == "eos") return FinishReason::stop;
  if (word == "length") return FinishReason::length;
  if (word == "tool_calls" || word == "function_call") return FinishReason::tool_calls;
  if (word == "content_filter") return FinishReason::content_filter;
  return FinishReason::other;
}

std::string_view finish_word(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop: return "stop";
    case FinishReason::length: return "length";
    case FinishReason::tool_calls: return "tool_calls";
    case FinishReason::content_filter:
    case FinishReason::refusal: return "content_filter";
    case FinishReason::pause:
    case FinishReason::other: return "stop";
  }
  return "stop";
}

canonical::Usage read_usage(json::Value value) {
  canonical::Usage usage;
  take(usage, Meter::input, value.find("prompt_tokens"));
  take(usage, Meter::output, value.find("completion_tokens"));
  const json::Value prompt = value.find("prompt_tokens_details");
  take(usage, Meter::cached_read, prompt.find("cached_tokens"));
  take(usage, Meter::cached_write, prompt.find("cache_write_tokens"));
  take(usage, Meter::audio_input, prompt.find("audio_tokens"));
  take(usage, Meter::image_input, prompt.find("image_tokens"));
  const json::Value completion = value.find("completion_tokens_details");
  take(usage, Meter::reasoning, completion.find("reasoning_tokens"));
  take(usage, Meter::audio_output, completion.find("audio_tokens"));
  take(usage, Meter::accepted_prediction, completion.find("accepted_prediction_tokens"));
  take(usage, Meter::rejected_prediction, completion.find("rejected_prediction_tokens"));
  return usage;
}

bool is_known_usage_member(std::string_view name) {
  return name == "prompt_tokens" || name == "completion_tokens" || name == "total_tokens" || name == "prompt_tokens_details" ||
         name == "completion_tokens_details";
}

void write_usage(json::Writer& writer, const canonical::Usage& usage, const canonical::Extra& extra) {
  writer.begin_object();
  writer.field("prompt_tokens", usage.value_or_zero(Meter::input));
  writer.field("completion_tokens", usage.value_or_zero(Meter::output));
  writer.field("total_tokens", usage.value_or_zero(Meter::input) + usage.value_or_zero(Meter::output));
  if (any(usage, {Meter::cached_read, Meter::cached_write, Meter::audio_input, Meter::image_input})) {
    writer.key("prompt_tokens_details").begin_object();
    write_meter(writer, usage, "cached_tokens", Meter::cached_read);
    write_meter(writer, usage, "cache_write_tokens", Meter::cached_write);
    write_meter(writer, usage, "audio_tokens", Meter::audio_input);
    write_meter(writer, usage, "image_tokens", Meter::image_input);
    writer.end_object();
  }
  if (any(usage, {Meter::reasoning, Meter::audio_output, Meter::accepted_prediction, Meter::rejected_prediction})) {
    writer.key("completion_tokens_details").begin_object();
    write_meter(writer, usage, "reasoning_tokens", Meter::reasoning);
    write_meter(writer, usage, "audio_tokens", Meter::audio_output);
    write_meter(writer, usage, "accepted_prediction_tokens", Meter::accepted_prediction);
    write_meter(writer, usage, "rejected_prediction_tokens", Meter::rejected_prediction);
    writer.end_object();
  }
  write_extra(writer, extra);
  writer.end_object();
}

std::string nested_name(std::string_view holder, std::string_view member) {
  std::string name(holder);
  name += nesting;
  name += member;
  return name;
}

void write_extra(json::Writer& writer, const canonical::Extra& extra, std::string_view prefix) {
  for (const auto& field : extra.fields) {
    std::string_view name = field.name;
    if (!prefix.empty()) {
      if (name.size() <= prefix.size() + 1 || !name.starts_with(prefix) || name[prefix.size()] != nesting) continue;
      name.remove_prefix(prefix.size() + 1);
    } else if (name.find(nesting) != std::string_view::npos) {
      continue;
    }
    writer.key_escaped(name).raw(field.raw_json);
  }
}

}  // namespace patchbay::protocols::openai_chat
