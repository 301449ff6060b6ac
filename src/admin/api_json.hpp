// The values of the administration API as JSON. Each appends one whole value to what the writer writes to.
#pragma once

#include "admin/conversation.hpp"
#include "base/error.hpp"
#include "json/writer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::admin {

// Where an error happened, for its ErrorObject; empty: null.
struct ErrorPlace {
  std::string_view provider;
  std::string_view model;
};

// `status` stands in for the kind's own where HTTP has a better word (405).
void write_error_object(json::Writer& writer, const base::Error& error, ErrorPlace place = {}, std::optional<int> status = std::nullopt);
void write_message(json::Writer& writer, const Message& message);
void write_summary(json::Writer& writer, const Conversation& conversation);

std::string summary_json(const Conversation& conversation);
std::string message_event_json(const Conversation& conversation, const Message& message);  // run.started, run.finished

}  // namespace patchbay::admin
