#include "admin/conversation.hpp"

#include "codec/utf8.hpp"

#include <algorithm>

namespace patchbay::admin {
namespace {

constexpr std::size_t title_bytes = 60;
constexpr std::string_view blanks = " \t\r\n";

std::string_view first_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  text = text.substr(0, text.find_first_of("\r\n"));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace

std::string_view name(MessageRole role) {
  switch (role) {
    case MessageRole::user: return "user";
    case MessageRole::assistant: return "assistant";
    case MessageRole::system: return "system";
  }
  return "user";
}

std::string_view name(MessageStatus status) {
  switch (status) {
    case MessageStatus::streaming: return "streaming";
    case MessageStatus::done: return "done";
    case MessageStatus::stopped: return "stopped";
    case MessageStatus::failed: return "failed";
  }
  return "failed";
}

Message* Conversation::find(std::string_view message_id) {
  const auto found = std::ranges::find(messages, message_id, &Message::id);
  return found == messages.end() ? nullptr : &*found;
}

bool Conversation::running() const {
  return std::ranges::any_of(messages, [](const Message& message) { return message.status == MessageStatus::streaming; });
}

std::size_t Conversation::bytes() const {
  std::size_t sum = sizeof(Conversation) + title.size();
  for (const Message& message : messages) sum += sizeof(Message) + message.text.size() + message.reasoning.size();
  return sum;
}

std::string title_of(std::string_view text) {
  const std::string_view line = first_line(text);
  if (line.size() <= title_bytes) return std::string(line);
  std::string_view cut = codec::utf8_truncate(line, title_bytes);
  const std::size_t word_end = cut.find_last_of(" \t");
  if (word_end != std::string_view::npos && word_end >= title_bytes / 2) cut = cut.substr(0, word_end);
  return std::string(cut) + "…";
}

}  // namespace patchbay::admin
