// POST /admin/v1/runs: what does the page want to have answered?
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::admin {

// say: a new message, in a new conversation if conversation_id is empty. regenerate: another answer instead of the message `target`.
// replace: `text` instead of the user's message `target`. Whatever followed the target goes.
enum class RunKind : std::uint8_t { say, regenerate, replace };

struct RunRequest {
  RunKind kind = RunKind::say;
  std::string conversation_id;
  std::string model;
  std::string target;
  std::string text;
};

// Errors are invalid_request and name the field.
base::Result<RunRequest> read_run_request(std::string_view body);

// PATCH of a conversation: {"title"}, 1 to 200 characters once the blanks around it are gone.
base::Result<std::string> read_title(std::string_view body);

}  // namespace patchbay::admin
