#include "canonical/accumulator.hpp"

namespace patchbay::canonical {
namespace {

PartContent empty_content(const BlockStart& event) {
  switch (event.kind) {
    case BlockKind::text: return TextPart{};
    case BlockKind::refusal: return RefusalPart{};
    case BlockKind::reasoning: return ReasoningPart{};
    case BlockKind::tool_call: return ToolCallPart{std::string(event.name), {}, event.form};
    case BlockKind::image: return ImagePart{};
    case BlockKind::audio: return AudioPart{};
    case BlockKind::server_tool_call: return ServerToolCallPart{{}, std::string(event.name), {}};
    case BlockKind::server_tool_result: return ServerToolResultPart{};
    case BlockKind::opaque: return OpaquePart{};
  }
  return TextPart{};
}

struct Append {
  std::string_view data;
  void operator()(TextPart& part) const { part.text += data; }
  void operator()(RefusalPart& part) const { part.text += data; }
  void operator()(ReasoningPart& part) const { part.text += data; }
  void operator()(ToolCallPart& part) const { part.arguments += data; }
  void operator()(ToolResultPart&) const {}
  void operator()(ImagePart& part) const { part.media.data += data; }
  void operator()(AudioPart& part) const { part.media.data += data; }
  void operator()(DocumentPart& part) const { part.media.data += data; }
  void operator()(ServerToolCallPart& part) const { part.raw_json += data; }
  void operator()(ServerToolResultPart& part) const { part.raw_json += data; }
  void operator()(OpaquePart& part) const { part.raw_json += data; }
};

// Logprobs arrive as raw entries of OpenAI's arrays: "content":[...] or "refusal":[...]. Joined per choice by the encoder's spelling.
void append_logprobs(std::string& all, std::string_view entries) {
  if (!all.empty()) all += ',';
  all += entries;
}

}  // namespace

Choice& Accumulator::choice(std::int32_t index) {
  for (auto& known : response_.choices)
    if (known.index == index) return known;
  Choice& added = response_.choices.emplace_back();
  added.index = index;
  added.message.role = Role::assistant;
  return added;
}

void Accumulator::on_event(const Event& event) {
  std::visit([this](const auto& value) { visit(value); }, event);
}

void Accumulator::visit(const MessageStart& event) {
  response_.id = event.id;
  response_.model = event.model;
  response_.created = event.created;
}

void Accumulator::visit(const BlockStart& event) {
  Choice& into = choice(event.choice);
  Part& part = into.message.parts.emplace_back(empty_content(event));
  part.call_id = event.call_id;
  part.item_id = event.item_id;
  parts_[{event.choice, event.index}] = into.message.parts.size() - 1;
}

void Accumulator::visit(const BlockDelta& event) {
  Choice& into = choice(event.choice);
  Part& part = into.message.parts[parts_.at({event.choice, event.index})];
  switch (event.kind) {
    case DeltaKind::signature: part.signature += event.data; break;
    case DeltaKind::logprobs: append_logprobs(into.logprobs, event.data); break;
    case DeltaKind::citation:
      if (auto* text = std::get_if<TextPart>(&part.content)) text->citations.emplace_back(event.data);
      break;
    case DeltaKind::text:
    case DeltaKind::arguments:
    case DeltaKind::reasoning:
    case DeltaKind::refusal:
    case DeltaKind::media: std::visit(Append{event.data}, part.content); break;
  }
}

void Accumulator::visit(const ChoiceEnd& event) {
  Choice& ended = choice(event.choice);
  ended.finish_reason = event.reason;
  ended.raw_reason = event.raw_reason;
}

void Accumulator::visit(const Opaque& event) {
  Extra* into = &response_.extra;
  if (event.scope == OpaqueScope::usage) into = &response_.usage_extra;
  if (event.scope == OpaqueScope::choice) into = &choice(event.choice).extra;
  if (event.scope == OpaqueScope::delta) into = &choice(event.choice).message.extra;
  into->protocol = event.protocol;
  for (auto& field : into->fields) {
    if (field.name != event.name) continue;
    field.raw_json = event.raw_json;
    return;
  }
  into->fields.push_back({std::string(event.name), std::string(event.raw_json)});
}

void Accumulator::visit(const End& event) {
  response_.usage.update(event.usage);
  ended_ = true;
}

void Accumulator::visit(const Failed& event) {
  error_ = event.error;
  ended_ = true;
}

base::Result<Response> Accumulator::take() {
  if (error_) return base::fail(std::move(*error_));
  if (!ended_) return base::fail(base::ErrorKind::truncated, "the stream ended before its finish", base::Origin::provider);
  return std::move(response_);
}

}  // namespace patchbay::canonical
