#include "admin/run_recorder.hpp"

#include <utility>

namespace patchbay::admin {

RunRecorder::RunRecorder(transport::EventLoop& loop, ConversationStore& store, const base::Clock& clock, RunPlace place,
                         const gateway::RunReport& report, transport::CancelSource& cancel)
    : loop_(loop), store_(store), clock_(clock), place_(std::move(place)), report_(report), cancel_(cancel), begin_(clock.steady()) {}

void RunRecorder::on_event(const canonical::Event& event) {
  if (closed_) return;
  std::visit([this](const auto& one) { visit(one); }, event);
}

void RunRecorder::visit(const canonical::BlockStart& event) {
  if (event.kind != canonical::BlockKind::tool_call) return;
  warnings_.emplace_back(canonical::WarningKind::skipped, "tool_call",
                         "the model called a tool (" + std::string(event.name) + "), and the page offers none");
}

void RunRecorder::visit(const canonical::BlockDelta& event) {
  if (event.choice != 0) return;
  if (event.kind == canonical::DeltaKind::text || event.kind == canonical::DeltaKind::refusal) add(DeltaTarget::text, event.data);
  if (event.kind == canonical::DeltaKind::reasoning) add(DeltaTarget::reasoning, event.data);
}

void RunRecorder::visit(const canonical::ChoiceEnd& event) {
  if (event.choice == 0) finish_reason_ = canonical::name(event.reason);
}

void RunRecorder::visit(const canonical::End& event) {
  usage_.update(event.usage);
  close(MessageStatus::done);
}

void RunRecorder::visit(const canonical::Failed& event) {
  if (event.error.kind == base::ErrorKind::cancelled)
    close(MessageStatus::stopped);
  else
    close(MessageStatus::failed, event.error);
}

void RunRecorder::add(DeltaTarget target, std::string_view text) {
  if (text.empty()) return;
  if (!first_token_ms_) first_token_ms_ = elapsed_ms();
  if (target != pending_target_) flush();
  if (closed_) return;
  pending_target_ = target;
  pending_ += text;
  if (loop_.tick() >= next_flush_)
    flush();
  else if (!timer_.armed())
    loop_.arm(timer_, next_flush_);
}

void RunRecorder::flush() {
  timer_.stop();
  if (pending_.empty() || closed_) return;
  next_flush_ = loop_.tick_after(flush_interval);
  const std::string delta = std::exchange(pending_, {});
  switch (store_.append(place_, pending_target_, delta)) {
    case Appended::added: return;
    case Appended::closed:
      closed_ = true;
      cancel_.cancel();
      return;
    case Appended::too_long:
      close(MessageStatus::failed, base::Error(base::ErrorKind::request_too_large, "the answer was longer than 4 MB, and was ended"));
  }
}

void RunRecorder::close(MessageStatus status, std::optional<base::Error> error) {
  flush();
  if (std::exchange(closed_, true)) return;
  timer_.stop();
  RunOutcome outcome;
  outcome.status = status;
  outcome.provider = report_.provider;
  outcome.finish_reason = std::move(finish_reason_);
  outcome.error = std::move(error);
  if (!usage_.empty()) outcome.usage = usage_;
  outcome.timings = {first_token_ms_, elapsed_ms()};
  outcome.warnings = std::move(warnings_);
  (void)store_.finish(place_, std::move(outcome));
  if (status != MessageStatus::done) cancel_.cancel();
}

void RunRecorder::stop() { close(MessageStatus::stopped); }

void RunRecorder::settle() {
  if (!closed_) close(MessageStatus::failed, base::Error(base::ErrorKind::internal, "the run ended without saying how"));
}

std::int64_t RunRecorder::elapsed_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - begin_).count();
}

}  // namespace patchbay::admin
