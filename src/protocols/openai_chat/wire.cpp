#include "protocols/openai_chat/wire.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::FinishReason;
using canonical::Meter;
using canonical::Role;

void take(canonical::Usage& usage, Meter meter, json::Value value) {
  if (auto count = value.as_int64()) usage.set(meter, *count);
}

struct Detail {
  std::string_view name;
  Meter meter;
};

constexpr std::array prompt_details = {
    Detail{"cached_tokens", Meter::cached_read},
    Detail{"cache_write_tokens", Meter::cached_write},
    Detail{"audio_tokens", Meter::audio_input},
    Detail{"image_tokens", Meter::image_input},
};
constexpr std::array completion_details = {
    Detail{"reasoning_tokens", Meter::reasoning},
    Detail{"audio_tokens", Meter::audio_output},
    Detail{"image_tokens", Meter::image_output},
    Detail{"accepted_prediction_tokens", Meter::accepted_prediction},
    Detail{"rejected_prediction_tokens", Meter::rejected_prediction},
};
using Details = std::span<const Detail>;

void take_details(canonical::Usage& usage, json::Value value, Details details) {
  for (const json::Member member : value.members())
    for (const Detail& detail : details)
      if (member.is(detail.name)) take(usage, detail.meter, member.value);
}

void visit_details(const json::Member& holder, Details known, const UsageVisitor& visit) {
  for (const json::Member member : holder.value.members()) {
    const bool is_known = std::ranges::any_of(known, [&](const Detail& detail) { return member.is(detail.name); });
    if (!is_known && !member.value.is_null()) visit({nested_name(holder.key_raw(), member.key_raw()), member.value});
  }
}

bool has_nested(const canonical::Extra& extra, std::string_view holder) {
  const std::string prefix = nested_name(holder, {});
  return std::ranges::any_of(extra.fields, [&](const canonical::ExtraField& field) { return field.name.starts_with(prefix); });
}

void write_details(json::Writer& writer, const canonical::Usage& usage, const canonical::Extra& extra, std::string_view holder,
                   Details details) {
  const bool any = std::ranges::any_of(details, [&](const Detail& detail) { return usage.get(detail.meter).has_value(); });
  if (!any && !has_nested(extra, holder)) return;
  writer.key_text(holder).begin_object();
  for (const Detail& detail : details)
    if (const auto count = usage.get(detail.meter)) writer.key_text(detail.name).number(*count);
  write_extra(writer, extra, holder);
  writer.end_object();
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
  for (const json::Member member : value.members()) {
    if (member.is("prompt_tokens"))
      take(usage, Meter::input, member.value);
    else if (member.is("completion_tokens"))
      take(usage, Meter::output, member.value);
    else if (member.is("prompt_tokens_details"))
      take_details(usage, member.value, prompt_details);
    else if (member.is("completion_tokens_details"))
      take_details(usage, member.value, completion_details);
  }
  return usage;
}

void visit_other_usage(json::Value usage, const UsageVisitor& visit) {
  for (const json::Member member : usage.members()) {
    if (member.value.is_null() || member.is("prompt_tokens") || member.is("completion_tokens")) continue;
    if (member.is("prompt_tokens_details"))
      visit_details(member, prompt_details, visit);
    else if (member.is("completion_tokens_details"))
      visit_details(member, completion_details, visit);
    else
      visit({member.key_raw(), member.value});
  }
}

void write_usage(json::Writer& writer, const canonical::Usage& usage, const canonical::Extra& extra) {
  writer.begin_object();
  writer.field("prompt_tokens", usage.value_or_zero(Meter::input));
  writer.field("completion_tokens", usage.value_or_zero(Meter::output));
  if (extra.find("total_tokens") == nullptr)
    writer.field("total_tokens", usage.value_or_zero(Meter::input) + usage.value_or_zero(Meter::output));
  write_details(writer, usage, extra, "prompt_tokens_details", prompt_details);
  write_details(writer, usage, extra, "completion_tokens_details", completion_details);
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
