// One turn of a conversation.
#pragma once

#include "canonical/part.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::canonical {

enum class Role : std::uint8_t { system, developer, user, assistant, tool };
std::string_view name(Role role);

// How the content was spelled, for protocols that know several spellings of the same thing.
enum class ContentForm : std::uint8_t { absent, null, string, parts };

struct Message {
  Role role = Role::user;
  std::string name;  // of the participant; empty when none
  ContentForm form = ContentForm::parts;
  std::vector<Part> parts;
  Extra extra;
};

}  // namespace patchbay::canonical
