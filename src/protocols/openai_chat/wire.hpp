// OpenAI Chat Completions (POST /chat/completions): the words of the wire, in both directions.
// Follows https://platform.openai.com/docs/api-reference/chat and the published OpenAPI description.
#pragma once

#include "canonical/finish_reason.hpp"
#include "canonical/message.hpp"
#include "canonical/usage.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

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
// Which members of `usage` read_usage understands; others are the vendor's own.
bool is_known_usage_member(std::string_view name);
void write_usage(json::Writer& writer, const canonical::Usage& usage, const canonical::Extra& extra);

// Members of an inner object are kept beside those of the outer one under a nested name: the inner object's name, a separator that no
// JSON key can contain unescaped, the member's name.
inline constexpr char nesting = '\x1f';
std::string nested_name(std::string_view holder, std::string_view member);
// Re-emits kept members of an object. With a prefix, only those nested under it; without one, only those that are not nested.
void write_extra(json::Writer& writer, const canonical::Extra& extra, std::string_view prefix = {});

}  // namespace patchbay::protocols::openai_chat
