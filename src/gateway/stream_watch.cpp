#include "gateway/stream_watch.hpp"

namespace patchbay::gateway {
namespace {

using canonical::DeltaKind;

bool is_visible(DeltaKind kind) {
  switch (kind) {
    case DeltaKind::text:
    case DeltaKind::arguments:
    case DeltaKind::reasoning:
    case DeltaKind::refusal:
    case DeltaKind::media: return true;
    case DeltaKind::signature:
    case DeltaKind::citation:
    case DeltaKind::logprobs: return false;
  }
  return false;
}

// A long answer with many broken frames must not grow the record.
constexpr std::size_t most_warnings = 32;

}  // namespace

void StreamWatch::note(const canonical::Event& event) {
  if (const auto* delta = std::get_if<canonical::BlockDelta>(&event)) return note_delta(*delta);
  if (const auto* block = std::get_if<canonical::BlockStart>(&event); block != nullptr && block->kind == canonical::BlockKind::tool_call) {
    visible_ = true;
  } else if (const auto* start = std::get_if<canonical::MessageStart>(&event)) {
    record_.model_answered = start->model;
  } else if (const auto* usage = std::get_if<canonical::UsageUpdate>(&event)) {
    record_.usage.update(usage->usage);
  } else if (const auto* notice = std::get_if<canonical::Notice>(&event)) {
    ++notices_;
    if (record_.warnings.size() < most_warnings) record_.warnings.push_back(notice->warning);
  } else if (const auto* end = std::get_if<canonical::End>(&event)) {
    record_.usage.update(end->usage);
    ended_ = true;
  } else if (const auto* failed = std::get_if<canonical::Failed>(&event)) {
    error_ = std::make_unique<const base::Error>(failed->error);
    ended_ = true;
  }
}

void StreamWatch::note_delta(const canonical::BlockDelta& delta) {
  if (visible_ && record_.moments.first_token != base::SteadyTime{}) return;
  if (!is_visible(delta.kind)) return;
  visible_ = true;
  record_.moments.first_token = clock_.steady();
}

}  // namespace patchbay::gateway
