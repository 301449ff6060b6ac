// Where conversations live: in memory for now, gone with the process. Every change is published to the event hub under the same lock, so
// that what a GET returns and the last_event_id beside it always belong together.
#pragma once

#include "admin/conversation.hpp"
#include "admin/event_hub.hpp"
#include "admin/run_request.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "canonical/request.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::admin {

// When there is more, the conversation that was idle for longest gives way (conversation.deleted); one that is being answered stays.
struct StoreLimits {
  StoreLimits() = default;
  std::size_t conversations = 500;
  std::size_t bytes = 64 * 1024 * 1024;              // all together, looked at when a run starts
  std::size_t conversation_bytes = 8 * 1024 * 1024;  // a longer one takes no new run
  std::size_t answer_bytes = 4 * 1024 * 1024;        // a longer answer ends its run
};

// The message that a run writes to.
struct RunPlace {
  std::string run_id;
  std::string conversation_id;
  std::string message_id;
};

struct StartedRun {
  RunPlace place;
  std::optional<Message> user_message;
  Message assistant_message;
  canonical::Request request;  // what to ask the model: the conversation up to here
};

enum class DeltaTarget : std::uint8_t { text, reasoning };
// closed: the message is no longer being written (stopped, deleted). too_long: nothing was added.
enum class Appended : std::uint8_t { added, closed, too_long };

struct RunOutcome {
  MessageStatus status = MessageStatus::done;
  std::string provider;  // empty: as it was
  std::string finish_reason;
  std::optional<base::Error> error;
  std::optional<canonical::Usage> usage;
  Timings timings;
  std::vector<canonical::Warning> warnings;
};

// Thread-safe. What it refers to outlives it.
class ConversationStore {
 public:
  ConversationStore(EventHub& hub, base::Random& random, const base::Clock& clock, StoreLimits limits = StoreLimits());

  // JSON of the API. Error: not_found.
  [[nodiscard]] std::string list() const;
  [[nodiscard]] base::Result<std::string> show(std::string_view id) const;
  base::Result<std::string> rename(std::string_view id, std::string title);
  base::Result<void> remove(std::string_view id);
  [[nodiscard]] std::vector<std::string> runs_of(std::string_view id) const;  // those that write to it now

  // Errors: not_found (the conversation, or the message in it), conflict (it is being answered), invalid_request (the target has the wrong
  // role), request_too_large. `provider` is what the model's name says of it; may be empty.
  base::Result<StartedRun> start(const RunRequest& run, std::string_view provider);
  Appended append(const RunPlace& place, DeltaTarget target, std::string_view delta);
  bool finish(const RunPlace& place, RunOutcome outcome);  // false: it was closed already

 private:
  using Map = std::map<std::string, Conversation, std::less<>>;
  [[nodiscard]] std::int64_t now() const;
  std::string new_id(std::string_view prefix);
  Message* open_message(const RunPlace& place);
  base::Result<Conversation*> conversation_for(const RunRequest& run);
  base::Result<void> cut(Conversation& conversation, const RunRequest& run) const;
  Message new_message(MessageRole role, const RunRequest& run);
  void touch(Conversation& conversation);
  void make_room(std::string_view keep);
  void erase(Map::iterator place);

  EventHub& hub_;
  base::Random& random_;
  const base::Clock& clock_;
  StoreLimits limits_;
  mutable std::mutex mutex_;
  Map conversations_;
};

// The canonical request for an answer to what stands in the conversation. Answers without any text are left out.
canonical::Request request_for(const Conversation& conversation, std::string model);

}  // namespace patchbay::admin
