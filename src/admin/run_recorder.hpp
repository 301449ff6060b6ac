// From a run's events to its message: text is gathered and given on at most every 20 ms, so that a fast model does not drown its listeners.
#pragma once

#include "admin/conversation_store.hpp"
#include "base/clock.hpp"
#include "canonical/event.hpp"
#include "gateway/run_chat.hpp"
#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"

#include <optional>
#include <string>
#include <vector>

namespace patchbay::admin {

inline constexpr base::Milliseconds flush_interval{20};

// Lives in the run's frame, on its loop; what it refers to outlives it. `cancel` is fired when nobody wants the rest of the answer.
class RunRecorder final : public canonical::EventSink {
 public:
  RunRecorder(transport::EventLoop& loop, ConversationStore& store, const base::Clock& clock, RunPlace place,
              const gateway::RunReport& report, transport::CancelSource& cancel);
  RunRecorder(const RunRecorder&) = delete;
  RunRecorder& operator=(const RunRecorder&) = delete;

  void on_event(const canonical::Event& event) override;
  void stop();    // by the user or a shutdown: keeps the text so far
  void settle();  // the run has ended: whatever is still open is closed, as an internal error

 private:
  struct FlushTimer : transport::Timer {
    explicit FlushTimer(RunRecorder& owner) : Timer(&FlushTimer::on_due), recorder(owner) {}
    static void on_due(transport::Timer& timer) { static_cast<FlushTimer&>(timer).recorder.flush(); }
    RunRecorder& recorder;
  };
  void visit(const canonical::BlockStart& event);
  void visit(const canonical::BlockDelta& event);
  void visit(const canonical::ChoiceEnd& event);
  void visit(const canonical::UsageUpdate& event) { usage_.update(event.usage); }
  void visit(const canonical::Notice& event) { warnings_.push_back(event.warning); }
  void visit(const canonical::End& event);
  void visit(const canonical::Failed& event);
  void visit(const auto&) {}
  void add(DeltaTarget target, std::string_view text);
  void flush();
  void close(MessageStatus status, std::optional<base::Error> error = std::nullopt);
  [[nodiscard]] std::int64_t elapsed_ms() const;

  transport::EventLoop& loop_;
  ConversationStore& store_;
  const base::Clock& clock_;
  RunPlace place_;
  const gateway::RunReport& report_;
  transport::CancelSource& cancel_;
  base::SteadyTime begin_;
  std::optional<std::int64_t> first_token_ms_;
  FlushTimer timer_{*this};
  transport::Tick next_flush_ = 0;
  DeltaTarget pending_target_ = DeltaTarget::text;
  std::string pending_;
  std::string finish_reason_;
  canonical::Usage usage_;
  std::vector<canonical::Warning> warnings_;
  bool closed_ = false;
};

}  // namespace patchbay::admin
