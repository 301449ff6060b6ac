#include "admin/conversation_store.hpp"

#include "admin/api_json.hpp"
#include "admin/utf16.hpp"

#include <algorithm>

namespace patchbay::admin {
namespace {

std::unexpected<base::Error> no_such(std::string_view what) {
  return base::fail(base::ErrorKind::not_found, "there is no such " + std::string(what), base::Origin::client);
}

std::string delta_json(const RunPlace& place, DeltaTarget target, std::size_t offset, std::string_view delta) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("run_id", place.run_id).field("conversation_id", place.conversation_id).field("message_id", place.message_id);
  writer.field("kind", target == DeltaTarget::text ? "text" : "reasoning").field("offset", offset).field("delta", delta).end_object();
  return text;
}

std::string id_json(std::string_view id) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("id", id).end_object();
  return text;
}

}  // namespace

ConversationStore::ConversationStore(EventHub& hub, base::Random& random, const base::Clock& clock, StoreLimits limits)
    : hub_(hub), random_(random), clock_(clock), limits_(limits) {}

std::int64_t ConversationStore::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall().time_since_epoch()).count();
}

std::string ConversationStore::new_id(std::string_view prefix) { return std::string(prefix) + base::random_hex(random_, 8); }

std::string ConversationStore::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<const Conversation*> newest_first;
  for (const auto& [id, conversation] : conversations_) newest_first.push_back(&conversation);
  std::ranges::sort(newest_first, std::greater<>(),
                    [](const Conversation* one) { return std::pair(one->updated_at, std::string_view(one->id)); });
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("data").begin_array();
  for (const Conversation* const conversation : newest_first) write_summary(writer, *conversation);
  writer.end_array().field("last_event_id", hub_.last_id()).end_object();
  return text;
}

base::Result<std::string> ConversationStore::show(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = conversations_.find(id);
  if (found == conversations_.end()) return no_such("conversation");
  const Conversation& conversation = found->second;
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("id", conversation.id).field("title", conversation.title).field("model", conversation.model);
  writer.field("created_at", conversation.created_at).field("updated_at", conversation.updated_at).key("messages").begin_array();
  for (const Message& message : conversation.messages) write_message(writer, message);
  writer.end_array().field("last_event_id", hub_.last_id()).end_object();
  return text;
}

base::Result<std::string> ConversationStore::rename(std::string_view id, std::string title) {
  const std::lock_guard lock(mutex_);
  const auto found = conversations_.find(id);
  if (found == conversations_.end()) return no_such("conversation");
  found->second.title = std::move(title);
  touch(found->second);
  return summary_json(found->second);
}

base::Result<void> ConversationStore::remove(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = conversations_.find(id);
  if (found == conversations_.end()) return no_such("conversation");
  erase(found);
  return {};
}

std::vector<std::string> ConversationStore::runs_of(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> runs;
  const auto found = conversations_.find(id);
  if (found == conversations_.end()) return runs;
  for (const Message& message : found->second.messages)
    if (message.status == MessageStatus::streaming) runs.push_back(message.run_id);
  return runs;
}

base::Result<StartedRun> ConversationStore::start(const RunRequest& run, std::string_view provider) {
  const std::lock_guard lock(mutex_);
  auto found = conversation_for(run);
  if (!found) return base::fail(found.error());
  Conversation& conversation = **found;
  StartedRun started;
  if (run.kind != RunKind::regenerate) {
    conversation.messages.push_back(new_message(MessageRole::user, run));
    started.user_message = conversation.messages.back();
    if (conversation.title.empty()) conversation.title = title_of(run.text);
  }
  started.request = request_for(conversation, run.model);
  Message answer = new_message(MessageRole::assistant, run);
  answer.provider = provider;
  answer.status = MessageStatus::streaming;
  answer.run_id = new_id("run_");
  started.place = {answer.run_id, conversation.id, answer.id};
  started.assistant_message = answer;
  conversation.messages.push_back(std::move(answer));
  conversation.model = run.model;
  make_room(conversation.id);
  touch(conversation);
  hub_.publish("run.started", message_event_json(conversation, conversation.messages.back()));
  return started;
}

base::Result<Conversation*> ConversationStore::conversation_for(const RunRequest& run) {
  if (run.conversation_id.empty()) {
    std::string id = new_id("conv_");
    Conversation& made = conversations_[id];
    made.id = std::move(id);
    made.created_at = made.updated_at = now();
    return &made;
  }
  const auto found = conversations_.find(run.conversation_id);
  if (found == conversations_.end()) return no_such("conversation");
  if (found->second.running())
    return base::fail(base::ErrorKind::conflict, "this conversation is being answered; stop that first", base::Origin::client);
  if (auto fine = cut(found->second, run); !fine) return base::fail(fine.error());
  return &found->second;
}

base::Result<void> ConversationStore::cut(Conversation& conversation, const RunRequest& run) const {
  auto end = conversation.messages.end();
  if (run.kind != RunKind::say) {
    end = std::ranges::find(conversation.messages, run.target, &Message::id);
    if (end == conversation.messages.end()) return no_such("message");
    const bool regenerate = run.kind == RunKind::regenerate;
    if (end->role != (regenerate ? MessageRole::assistant : MessageRole::user))
      return base::fail(base::invalid_request(
          regenerate ? "regenerate: only answers can be generated again" : "replace: only the user's messages can be replaced",
          regenerate ? "regenerate" : "replace"));
  }
  std::size_t kept = run.text.size();
  for (auto message = conversation.messages.begin(); message != end; ++message) kept += message->text.size() + message->reasoning.size();
  if (kept > limits_.conversation_bytes)
    return base::fail(base::ErrorKind::request_too_large, "this conversation has become too long; begin a new one", base::Origin::client);
  conversation.messages.erase(end, conversation.messages.end());
  return {};
}

Message ConversationStore::new_message(MessageRole role, const RunRequest& run) {
  Message message;
  message.id = new_id("msg_");
  message.role = role;
  message.model = run.model;
  message.created_at = now();
  if (role == MessageRole::user) {
    message.text = run.text;
    message.text_units = utf16_length(run.text);
  }
  return message;
}

Appended ConversationStore::append(const RunPlace& place, DeltaTarget target, std::string_view delta) {
  const std::lock_guard lock(mutex_);
  Message* const message = open_message(place);
  if (message == nullptr) return Appended::closed;
  if (message->text.size() + message->reasoning.size() + delta.size() > limits_.answer_bytes) return Appended::too_long;
  std::size_t& units = target == DeltaTarget::text ? message->text_units : message->reasoning_units;
  (target == DeltaTarget::text ? message->text : message->reasoning) += delta;
  hub_.publish("run.delta", delta_json(place, target, units, delta));
  units += utf16_length(delta);
  return Appended::added;
}

bool ConversationStore::finish(const RunPlace& place, RunOutcome outcome) {
  const std::lock_guard lock(mutex_);
  Message* const message = open_message(place);
  if (message == nullptr) return false;
  message->status = outcome.status;
  if (!outcome.provider.empty()) message->provider = std::move(outcome.provider);
  message->finish_reason = std::move(outcome.finish_reason);
  message->error = std::move(outcome.error);
  message->usage = outcome.usage;
  message->timings = outcome.timings;
  message->warnings = std::move(outcome.warnings);
  Conversation& conversation = conversations_.find(place.conversation_id)->second;
  hub_.publish("run.finished", message_event_json(conversation, *message));
  touch(conversation);
  return true;
}

Message* ConversationStore::open_message(const RunPlace& place) {
  const auto found = conversations_.find(place.conversation_id);
  if (found == conversations_.end()) return nullptr;
  Message* const message = found->second.find(place.message_id);
  return message != nullptr && message->status == MessageStatus::streaming ? message : nullptr;
}

void ConversationStore::touch(Conversation& conversation) {
  conversation.updated_at = now();
  hub_.publish("conversation.changed", summary_json(conversation));
}

void ConversationStore::make_room(std::string_view keep) {
  std::size_t bytes = 0;
  for (const auto& [id, conversation] : conversations_) bytes += conversation.bytes();
  while (conversations_.size() > limits_.conversations || bytes > limits_.bytes) {
    auto oldest = conversations_.end();
    for (auto one = conversations_.begin(); one != conversations_.end(); ++one) {
      if (one->first == keep || one->second.running()) continue;
      if (oldest == conversations_.end() || one->second.updated_at < oldest->second.updated_at) oldest = one;
    }
    if (oldest == conversations_.end()) return;
    bytes -= oldest->second.bytes();
    erase(oldest);
  }
}

void ConversationStore::erase(Map::iterator place) {
  hub_.publish("conversation.deleted", id_json(place->first));
  conversations_.erase(place);
}

canonical::Request request_for(const Conversation& conversation, std::string model) {
  canonical::Request request;
  request.model = std::move(model);
  request.delivery = canonical::Delivery::stream;
  request.stream_usage = true;
  for (const Message& message : conversation.messages) {
    if (message.text.empty()) continue;
    canonical::Message turn;
    turn.role = message.role == MessageRole::user     ? canonical::Role::user
                : message.role == MessageRole::system ? canonical::Role::system
                                                      : canonical::Role::assistant;
    turn.form = canonical::ContentForm::string;
    turn.parts.emplace_back(canonical::TextPart{message.text, {}});
    request.messages.push_back(std::move(turn));
  }
  return request;
}

}  // namespace patchbay::admin
