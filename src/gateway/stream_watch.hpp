// What the events of an answer say about it: kept for the commit point, the record, and the ending.
#pragma once

#include "base/clock.hpp"
#include "canonical/event.hpp"
#include "gateway/request_record.hpp"

#include <memory>

namespace patchbay::gateway {

// Fills in `record` as events come; `clock` dates the first token.
class StreamWatch {
 public:
  StreamWatch(RequestRecord& record, const base::Clock& clock) : record_(record), clock_(clock) {}

  void note(const canonical::Event& event);
  // A delta that a client would see has come: the commit point.
  [[nodiscard]] bool visible() const { return visible_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const base::Error* error() const { return error_.get(); }
  // What became known after the head had gone: raw JSON for the last comment, or nothing.
  [[nodiscard]] std::size_t notices() const { return notices_; }

 private:
  void note_delta(const canonical::BlockDelta& delta);

  RequestRecord& record_;
  const base::Clock& clock_;
  std::unique_ptr<const base::Error> error_;
  std::size_t notices_ = 0;
  bool visible_ = false;
  bool ended_ = false;
};

}  // namespace patchbay::gateway
