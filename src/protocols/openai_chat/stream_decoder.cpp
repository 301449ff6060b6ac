#include "protocols/openai_chat/stream_decoder.hpp"

#include "protocols/openai_chat/errors.hpp"
#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using namespace canonical;  // NOLINT(google-build-using-namespace): this file speaks of nothing but events
using json::Value;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// More of either is no answer of a model but an attack on our memory.
constexpr std::int64_t most_choices = 1024;
constexpr std::size_t most_tools = 1024;

Opaque opaque(OpaqueScope scope, std::int32_t choice, const json::Member& member) {
  Opaque event;
  event.protocol = ProtocolId::openai_chat;
  event.scope = scope;
  event.choice = choice;
  event.name = member.key_raw();
  event.raw_json = member.value.raw();
  return event;
}

}  // namespace

FrameUse ChatStreamDecoder::feed(const codec::Frame& frame, EventSink& sink) {
  if (ended_) return FrameUse::comment;
  if (frame.kind == codec::FrameKind::comment || is_blank(frame.data)) return FrameUse::comment;
  if (frame.data == done_data) {
    terminated_ = true;
    return FrameUse::terminator;
  }
  const FrameUse use = read_frame(frame, sink);
  document_.shrink();  // between frames its memory is better used by other streams
  return use;
}

FrameUse ChatStreamDecoder::read_frame(const codec::Frame& frame, EventSink& sink) {
  if (auto parsed = document_.parse(frame.data); !parsed) return skip(parsed.error().message, sink);
  const Value root = document_.root();
  if (!root.is_object()) return skip("the frame is not a JSON object", sink);
  const Chunk chunk = sort_members(root);
  if (frame.event == "error" || !chunk.error.absent()) return fail(read_error_in_success(root), sink);
  return read_chunk(chunk, sink);
}

void ChatStreamDecoder::finish(EventSink& sink) {
  if (ended_) return;
  if (!complete()) {
    fail(base::Error(base::ErrorKind::truncated, "the provider's stream ended before the answer was finished", base::Origin::provider),
         sink);
    return;
  }
  ended_ = true;
  sink.on_event(End{usage_});
}

bool ChatStreamDecoder::complete() const {
  // Some vendors give one choice whatever was asked: then their end mark settles it.
  if (choices_.empty() || (!terminated_ && static_cast<std::int64_t>(choices_.size()) < expectation_.choices)) return false;
  return std::ranges::all_of(choices_, [](const Choice& choice) { return choice.finished; });
}

// One pass over the members, because this runs for every event.
ChatStreamDecoder::Chunk ChatStreamDecoder::sort_members(Value root) {
  Chunk chunk;
  others_.clear();
  for (const json::Member member : root.members()) {
    const std::string_view key = member.key(key_);
    if (key == "choices")
      chunk.choices = member.value;
    else if (key == "id")
      chunk.id = member.value;
    else if (key == "model")
      chunk.model = member.value;
    else if (key == "created")
      chunk.created = member.value;
    else if (key == "usage")
      chunk.usage = member.value;
    else if (key == "error")
      chunk.error = member.value;
    else if (key != "object" && key != "obfuscation" && !member.value.is_null())
      others_.push_back(member);
  }
  return chunk;
}

FrameUse ChatStreamDecoder::read_chunk(const Chunk& chunk, EventSink& sink) {
  const bool known = chunk.choices.exists() || chunk.usage.exists() || chunk.id.exists();
  if (!known) return skip("the frame is no part of a chat completion", sink);
  if (!started_ && names_nothing(chunk)) {
    for (const json::Member& member : others_) early_.emplace_back(member.key_raw(), member.value.raw());
    return FrameUse::content;
  }
  if (!started_) start(chunk, sink);
  for (const json::Member& member : others_) sink.on_event(opaque(OpaqueScope::message, 0, member));
  const bool has_usage = read_usage_of(chunk, sink);
  for (const Value choice : chunk.choices.items()) {
    read_choice(choice, sink);
    if (ended_) return FrameUse::failed;
  }
  return has_usage && chunk.choices.size() == 0 ? FrameUse::usage_only : FrameUse::content;
}

// Azure's first chunk: filter results of the prompt, while id and model are still empty.
bool ChatStreamDecoder::names_nothing(const Chunk& chunk) {
  return chunk.choices.size() == 0 && !chunk.usage.is_object() && (chunk.id.raw_string().empty() || chunk.model.raw_string().empty());
}

// A frame that nobody can read is left out and said, except where leaving it out would corrupt what a program is going to parse.
FrameUse ChatStreamDecoder::skip(std::string_view why, EventSink& sink) {
  if (expectation_.structured_output || inside_tool_call())
    return fail(base::Error(base::ErrorKind::truncated, fmt::format("a frame inside structured output could not be read: {}", why),
                            base::Origin::provider),
                sink);
  sink.on_event(Notice{Warning(WarningKind::skipped, "stream", std::string(why))});
  return FrameUse::skipped;
}

FrameUse ChatStreamDecoder::fail(base::Error error, EventSink& sink) {
  ended_ = true;
  sink.on_event(Failed{std::move(error)});
  return FrameUse::failed;
}

bool ChatStreamDecoder::inside_tool_call() const {
  return std::ranges::any_of(choices_, [](const Choice& choice) { return !choice.finished && !choice.tools.empty(); });
}

void ChatStreamDecoder::start(const Chunk& chunk, EventSink& sink) {
  MessageStart event;
  event.id = chunk.id.text(key_);
  event.model = chunk.model.text(scratch_);
  event.created = chunk.created.as_int64().value_or(0);
  started_ = true;
  sink.on_event(event);
  for (const auto& [name, raw] : early_) sink.on_event(Opaque{ProtocolId::openai_chat, OpaqueScope::message, 0, name, raw});
  early_.clear();
}

// Groq once put it into a member of its own.
bool ChatStreamDecoder::read_usage_of(const Chunk& chunk, EventSink& sink) {
  Value usage = chunk.usage;
  if (!usage.is_object())
    for (const json::Member& member : others_)
      if (member.is("x_groq")) usage = member.value.find("usage");
  if (!usage.is_object()) return false;
  const Usage update = read_usage(usage);
  usage_.update(update);
  sink.on_event(UsageUpdate{update});
  visit_other_usage(usage, [&sink](const UsageMember& other) {
    sink.on_event(Opaque{ProtocolId::openai_chat, OpaqueScope::usage, 0, other.name, other.value.raw()});
  });
  return true;
}

ChatStreamDecoder::Choice& ChatStreamDecoder::choice_at(std::int32_t index, EventSink& sink) {
  for (Choice& choice : choices_)
    if (choice.index == index) return choice;
  Choice& added = choices_.emplace_back();
  added.index = index;
  sink.on_event(ChoiceStart{index});
  return added;
}

// Filter results that follow a finish (Azure) come as a choice without a delta.
void ChatStreamDecoder::read_choice(Value source, EventSink& sink) {
  Value place;
  Value reason;
  Value delta;
  Value message;
  Value logprobs;
  others_.clear();
  for (const json::Member member : source.members()) {
    const std::string_view key = member.key(key_);
    if (key == "delta")
      delta = member.value;
    else if (key == "index")
      place = member.value;
    else if (key == "finish_reason")
      reason = member.value;
    else if (key == "logprobs")
      logprobs = member.value;
    else if (key == "message")
      message = member.value;
    else if (!member.value.is_null())
      others_.push_back(member);
  }
  const std::int64_t index = place.as_int64().value_or(0);
  if (index < 0 || index >= most_choices) {
    fail(base::Error(base::ErrorKind::bad_provider_response, "the provider sent a choice with an impossible index", base::Origin::provider),
         sink);
    return;
  }
  Choice& choice = choice_at(static_cast<std::int32_t>(index), sink);
  for (const json::Member& member : others_) sink.on_event(opaque(OpaqueScope::choice, choice.index, member));
  if (choice.finished) return;
  read_delta(choice, delta.is_object() ? delta : message, sink);
  if (ended_) return;
  if (logprobs.is_object()) read_logprobs(choice, logprobs, sink);
  if (!reason.raw_string().empty()) end_choice(choice, reason.text(scratch_), sink);
}

void ChatStreamDecoder::read_delta(Choice& choice, Value delta, EventSink& sink) {
  for (const json::Member member : delta.members()) {
    const Value value = member.value;
    const std::string_view key = member.key(key_);
    if (key == "content")
      read_content(choice, value, sink);
    else if (key == "tool_calls")
      read_tool_calls(choice, value, sink);
    else if (key == "refusal")
      append(choice, BlockKind::refusal, DeltaKind::refusal, value, sink);
    else if (key == "reasoning_content" || (key == "reasoning" && delta.find("reasoning_content").raw_string().empty()))
      append(choice, BlockKind::reasoning, DeltaKind::reasoning, value, sink);
    else if (key != "role" && key != "reasoning" && !value.is_null())
      sink.on_event(opaque(OpaqueScope::delta, choice.index, member));
    if (ended_) return;
  }
}

// Text, or a list of parts: Mistral's thinking and Databricks' summaries are reasoning.
void ChatStreamDecoder::read_content(Choice& choice, Value content, EventSink& sink) {
  if (!content.is_array()) {
    append(choice, BlockKind::text, DeltaKind::text, content, sink);
    return;
  }
  for (const Value part : content.items()) {
    append(choice, BlockKind::text, DeltaKind::text, part.find("text"), sink);
    for (const Value piece : part.find("thinking").items())
      append(choice, BlockKind::reasoning, DeltaKind::reasoning, piece.find("text"), sink);
    for (const Value piece : part.find("summary").items())
      append(choice, BlockKind::reasoning, DeltaKind::reasoning, piece.find("text"), sink);
  }
}

void ChatStreamDecoder::append(Choice& choice, BlockKind block, DeltaKind kind, Value text, EventSink& sink) {
  if (text.raw_string().empty()) return;
  BlockDelta delta;
  delta.choice = choice.index;
  delta.index = open(choice, block, sink);
  delta.kind = kind;
  delta.data = text.text(scratch_);
  sink.on_event(delta);
}

std::int32_t ChatStreamDecoder::open(Choice& choice, BlockKind kind, EventSink& sink) {
  if (choice.open_block != none && choice.open_kind == kind) return choice.open_block;
  close_open_block(choice, sink);
  BlockStart start;
  start.choice = choice.index;
  start.index = choice.next_block++;
  start.kind = kind;
  choice.open_block = start.index;
  choice.open_kind = kind;
  sink.on_event(start);
  return start.index;
}

void ChatStreamDecoder::close_open_block(Choice& choice, EventSink& sink) {
  if (choice.open_block == none) return;
  sink.on_event(BlockEnd{choice.index, choice.open_block});
  choice.open_block = none;
}

void ChatStreamDecoder::read_logprobs(Choice& choice, Value logprobs, EventSink& sink) {
  const Value content = logprobs.find("content");
  if (content.size() == 0) return;
  BlockDelta delta;
  delta.choice = choice.index;
  delta.index = choice.open_block != none ? choice.open_block : open(choice, BlockKind::text, sink);
  delta.kind = DeltaKind::logprobs;
  delta.data = content.raw().substr(1, content.raw().size() - 2);
  sink.on_event(delta);
}

void ChatStreamDecoder::read_tool_calls(Choice& choice, Value calls, EventSink& sink) {
  for (const Value call : calls.items()) {
    if (choice.tools.size() > most_tools) {
      fail(base::Error(base::ErrorKind::bad_provider_response, "the provider sent too many tool calls", base::Origin::provider), sink);
      return;
    }
    read_tool_call(choice, call, sink);
  }
}

// The provider's index, unless a new id under the same index says that another call has begun; without an index the last open call.
ChatStreamDecoder::ToolSlot& ChatStreamDecoder::tool_slot(Choice& choice, Value call) {
  const auto index = call.find("index").as_int64();
  std::string scratch;
  const std::string_view id = call.find("id").text(scratch);
  const bool names_new_call = !id.empty() && id != "null";
  ToolSlot* found = nullptr;
  for (ToolSlot& slot : choice.tools)
    if (!index || slot.group == *index) found = &slot;
  if (found != nullptr && names_new_call && !found->id.empty() && found->id != id) {
    found = nullptr;
    for (ToolSlot& slot : choice.tools)
      if (slot.id == id) found = &slot;
  }
  if (found != nullptr && !index && names_new_call && found->id != id) found = nullptr;
  if (found == nullptr) {
    found = &choice.tools.emplace_back();
    found->group = index.value_or(static_cast<std::int64_t>(choice.tools.size()) - 1);
  }
  if (names_new_call && found->id.empty()) found->id = id;
  return *found;
}

void ChatStreamDecoder::read_tool_call(Choice& choice, Value call, EventSink& sink) {
  ToolSlot& slot = tool_slot(choice, call);
  const Value function = call.find("function");
  const bool is_custom = call.find("type").equals("custom") || (!function.is_object() && call.find("custom").is_object());
  const Value body = is_custom ? call.find("custom") : function;
  if (is_custom) slot.form = ArgumentForm::text;
  std::string name_scratch;
  if (const std::string_view name = body.find("name").text(name_scratch); slot.block == none && !name.empty()) {
    slot.name = name;
    open_tool(choice, slot, sink);
  }
  const Value arguments = body.find(is_custom ? "input" : "arguments");
  const std::string_view text = arguments.is_string() ? arguments.text(scratch_)
                                : arguments.absent()  ? std::string_view()
                                                      : arguments.raw();
  if (text.empty()) return;
  if (slot.block == none)
    slot.pending += text;
  else
    sink.on_event(BlockDelta{choice.index, slot.block, DeltaKind::arguments, text});
}

void ChatStreamDecoder::open_tool(Choice& choice, ToolSlot& slot, EventSink& sink) {
  close_open_block(choice, sink);
  if (slot.id.empty()) slot.id = fmt::format("call_{}_{}", choice.index, slot.group);
  BlockStart start;
  start.choice = choice.index;
  start.index = choice.next_block++;
  start.kind = BlockKind::tool_call;
  start.call_id = slot.id;
  start.name = slot.name;
  start.form = slot.form;
  start.group = static_cast<std::int32_t>(slot.group);
  slot.block = start.index;
  sink.on_event(start);
  if (!slot.pending.empty()) sink.on_event(BlockDelta{choice.index, slot.block, DeltaKind::arguments, slot.pending});
  slot.pending.clear();
}

void ChatStreamDecoder::end_choice(Choice& choice, std::string_view raw_reason, EventSink& sink) {
  close_open_block(choice, sink);
  for (ToolSlot& slot : choice.tools) {
    if (slot.block == none) open_tool(choice, slot, sink);
    sink.on_event(BlockEnd{choice.index, slot.block});
  }
  choice.finished = true;
  sink.on_event(ChoiceEnd{choice.index, finish_reason_named(raw_reason), raw_reason});
}

}  // namespace patchbay::protocols::openai_chat
