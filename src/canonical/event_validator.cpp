#include "canonical/event_validator.hpp"

#include <fmt/format.h>

namespace patchbay::canonical {
namespace {

bool fits(BlockKind block, DeltaKind delta) {
  switch (delta) {
    case DeltaKind::text: return block == BlockKind::text;
    case DeltaKind::refusal: return block == BlockKind::refusal;
    case DeltaKind::reasoning: return block == BlockKind::reasoning;
    case DeltaKind::arguments: return block == BlockKind::tool_call || block == BlockKind::server_tool_call;
    case DeltaKind::citation: return block == BlockKind::text;
    case DeltaKind::media: return block == BlockKind::image || block == BlockKind::audio;
    case DeltaKind::signature:
    case DeltaKind::logprobs: return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> EventValidator::check(const Event& event) {
  if (ended_) return "an event after the end of the stream";
  return std::visit([this](const auto& value) { return visit(value); }, event);
}

EventValidator::Choice* EventValidator::open_choice(std::int32_t choice) {
  const auto found = choices_.find(choice);
  return found != choices_.end() && found->second.open ? &found->second : nullptr;
}

std::optional<std::string> EventValidator::visit(const MessageStart&) {
  if (started_) return "a second MessageStart";
  started_ = true;
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const ChoiceStart& event) {
  if (!started_) return "ChoiceStart before MessageStart";
  if (!choices_.try_emplace(event.choice).second) return fmt::format("choice {} started twice", event.choice);
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const BlockStart& event) {
  Choice* choice = open_choice(event.choice);
  if (choice == nullptr) return fmt::format("BlockStart in choice {} which is not open", event.choice);
  if (event.index <= choice->last_block) return fmt::format("block index {} does not rise", event.index);
  choice->last_block = event.index;
  choice->blocks.emplace(event.index, event.kind);
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const BlockDelta& event) {
  Choice* choice = open_choice(event.choice);
  if (choice == nullptr) return fmt::format("BlockDelta in choice {} which is not open", event.choice);
  const auto block = choice->blocks.find(event.index);
  if (block == choice->blocks.end()) return fmt::format("BlockDelta for block {} which is not open", event.index);
  if (!fits(block->second, event.kind)) return fmt::format("a delta of another kind than block {}", event.index);
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const BlockEnd& event) {
  Choice* choice = open_choice(event.choice);
  if (choice == nullptr || choice->blocks.erase(event.index) == 0)
    return fmt::format("BlockEnd for block {} which is not open", event.index);
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const ChoiceEnd& event) {
  Choice* choice = open_choice(event.choice);
  if (choice == nullptr) return fmt::format("ChoiceEnd for choice {} which is not open", event.choice);
  if (!choice->blocks.empty()) return fmt::format("choice {} ended with an open block", event.choice);
  choice->open = false;
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const UsageUpdate&) {
  return started_ ? std::nullopt : std::optional<std::string>("UsageUpdate before MessageStart");
}

std::optional<std::string> EventValidator::visit(const Opaque&) {
  return started_ ? std::nullopt : std::optional<std::string>("Opaque before MessageStart");
}

std::optional<std::string> EventValidator::visit(const End&) {
  if (!started_) return "End before MessageStart";
  for (const auto& [index, choice] : choices_)
    if (choice.open) return fmt::format("End while choice {} is open", index);
  ended_ = true;
  return std::nullopt;
}

std::optional<std::string> EventValidator::visit(const Failed&) {
  ended_ = true;
  return std::nullopt;
}

}  // namespace patchbay::canonical
