// What is lost with something that was asked and not done: the meaning of the request, the model's behaviour, or only a hint.
#pragma once

#include <cstdint>

namespace patchbay::canonical {

enum class LossClass : std::uint8_t { meaning, behaviour, hint };

}  // namespace patchbay::canonical
