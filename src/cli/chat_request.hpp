// A conversation of `patchbay chat` as the body of POST /v1/chat/completions.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::cli {

struct ChatTurn {
  std::string role;
  std::string text;
  std::vector<std::string> image_urls;  // data: URLs
};

// most_tokens bounds the answer; nothing leaves that to the model.
std::string chat_body(std::string_view model, const std::vector<ChatTurn>& turns, std::optional<std::int64_t> most_tokens);

// The file as a data: URL. Error: unreadable, larger than 20 MB, or neither PNG, JPEG, GIF nor WebP by its first bytes.
base::Result<std::string> image_url(const std::string& path);

}  // namespace patchbay::cli
