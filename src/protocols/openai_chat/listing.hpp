// GET /models, both ways.
#pragma once

#include "protocols/protocol.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::protocols::openai_chat {

// {"data":[...]}, or a bare array as Together sends it. Entries without an id are left out.
base::Result<std::vector<canonical::ModelInfo>> read_list(std::string_view body);
std::string write_list(const std::vector<ListedModel>& models);
std::string write_model(const ListedModel& model);

}  // namespace patchbay::protocols::openai_chat
