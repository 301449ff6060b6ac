// Events to a whole Response: for clients that did not ask for a stream, for runs, and for tests.
#pragma once

#include "base/result.hpp"
#include "canonical/event.hpp"
#include "canonical/response.hpp"

#include <map>
#include <optional>

namespace patchbay::canonical {

// One object a stream; not thread-safe. Text is copied in. Logprobs of deltas are joined into OpenAI's {content:[...], refusal:[...]} form.
class Accumulator final : public EventSink {
 public:
  void on_event(const Event& event) override;
  [[nodiscard]] bool ended() const { return ended_; }
  // The answer once End has come; the error of Failed; `truncated` when the stream has not ended.
  base::Result<Response> take();
  [[nodiscard]] const Response& so_far() const { return response_; }

 private:
  struct Slot {
    std::size_t choice = 0;
    std::size_t part = 0;
  };
  Choice& choice(std::int32_t index);
  void visit(const MessageStart& event);
  void visit(const ChoiceStart& event) { choice(event.choice); }
  void visit(const BlockStart& event);
  void visit(const BlockDelta& event);
  void visit(const BlockEnd&) {}
  void visit(const ChoiceEnd& event);
  void visit(const UsageUpdate& event) { response_.usage.update(event.usage); }
  void visit(const Notice& event) { response_.warnings.push_back(event.warning); }
  void visit(const Ping&) {}
  void visit(const Opaque& event);
  void visit(const End& event);
  void visit(const Failed& event);

  Response response_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> parts_;  // (choice, block) to the part's place
  std::optional<base::Error> error_;
  bool ended_ = false;
};

}  // namespace patchbay::canonical
