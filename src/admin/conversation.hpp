// A conversation as the page shows it: plain values, in the words of the administration API.
#pragma once

#include "base/error.hpp"
#include "canonical/usage.hpp"
#include "canonical/warning.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::admin {

enum class MessageRole : std::uint8_t { user, assistant, system };
enum class MessageStatus : std::uint8_t { streaming, done, stopped, failed };
std::string_view name(MessageRole role);
std::string_view name(MessageStatus status);

struct Timings {
  std::optional<std::int64_t> first_token_ms;
  std::int64_t total_ms = 0;
};

struct Message {
  std::string id;
  MessageRole role = MessageRole::user;
  std::string text;
  std::string reasoning;
  std::size_t text_units = 0;  // their lengths in UTF-16 code units
  std::size_t reasoning_units = 0;
  MessageStatus status = MessageStatus::done;
  std::string model;            // as it was asked for
  std::string provider;         // empty: not known (yet)
  std::int64_t created_at = 0;  // Unix milliseconds
  std::string run_id;           // assistant messages
  std::string finish_reason;    // empty: none
  std::optional<base::Error> error;
  std::optional<canonical::Usage> usage;
  std::optional<Timings> timings;
  std::vector<canonical::Warning> warnings;
};

struct Conversation {
  std::string id;
  std::string title;
  std::string model;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::vector<Message> messages;

  [[nodiscard]] Message* find(std::string_view message_id);
  [[nodiscard]] bool running() const;       // is a message streaming?
  [[nodiscard]] std::size_t bytes() const;  // what it takes in memory, about
};

// The beginning of a first message as a title: its first line, cut between words at about 60 characters.
std::string title_of(std::string_view text);

}  // namespace patchbay::admin
