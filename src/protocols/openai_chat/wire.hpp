// OpenAI Chat Completions (POST /chat/completions): the words of the wire, in both directions.
// Follows https://platform.openai.com/docs/api-reference/chat and the published OpenAPI description.
#pragma once

#include "canonical/finish_reason.hpp"
#include "canonical/message.hpp"
#include "canonical/usage.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::protocols::openai_chat {

inline constexpr std::string_view done_data = "[DONE]";
inline constexpr std::string_view done_frame = "data: [DONE]\n\n";
inline constexpr std::string_view ping_frame = ": ping\n\n";

// `function` is the deprecated word for a tool message.
std::optional<canonical::Role> role_named(std::string_view word);
canonical::FinishReason finish_reason_named(std::string_view word);
std::string_view finish_word(canonical::FinishReason reason);

// The `usage` object, also with the vendors' extra members, which stay unread here.
canonical::Usage read_usage(json::Value usage);
// A member of `usage` that read_usage does not understand. The name is nested where the member stands in one of the details; the vendor's
// own total is among them, because vendors count differently what belongs to it.
struct UsageMember {
  std::string_view name;
  json::Value value;
};
using UsageVisitor = std::function<void(const UsageMember&)>;
void visit_other_usage(json::Value usage, const UsageVisitor& visit);
// The total is the sum, where `extra` has none.
void write_usage(json::Writer& writer, const canonical::Usage& usage, const canonical::Extra& extra);

// Members of an inner object are kept beside those of the outer one under a nested name: the inner object's name, a separator that no
// JSON key can contain unescaped, the member's name.
inline constexpr char nesting = '\x1f';
std::string nested_name(std::string_view holder, std::string_view member);
// Re-emits kept members of an object. With a prefix, only those nested under it; without one, only those that are not nested.
void write_extra(json::Writer& writer, const canonical::Extra& extra, std::string_view prefix = {});

}  // namespace patchbay::protocols::openai_chat
