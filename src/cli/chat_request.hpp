// A conversation of `patchbay chat` as the body of POST /v1/chat/completions.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::cli {

struct ChatTurn {
  std::string role;
  std::string text;
  std::vector<std::string> image_urls;  // data: URLs
};

std::string chat_body(std::string_view model, const std::vector<ChatTurn>& turns);

// The file as a data: URL. Error: unreadable, larger than 20 MB, or neither PNG, JPEG, GIF nor WebP by its first bytes.
base::Result<std::string> image_url(const std::string& path);

}  // namespace patchbay::cli
