// A whole answer in canonical form. Owns all of its text.
#pragma once

#include "canonical/finish_reason.hpp"
#include "canonical/message.hpp"
#include "canonical/usage.hpp"
#include "canonical/warning.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::canonical {

struct Choice {
  std::int32_t index = 0;
  Message message;
  FinishReason finish_reason = FinishReason::stop;
  std::string raw_reason;
  std::string logprobs;  // raw JSON in the shape of the protocol it came from; empty when none
  Extra extra;
};

struct Response {
  std::string id;
  std::string model;
  std::int64_t created = 0;
  std::vector<Choice> choices;
  Usage usage;
  Extra usage_extra;
  Extra extra;
  std::vector<Warning> warnings;
};

}  // namespace patchbay::canonical
