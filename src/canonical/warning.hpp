// What was asked and not done as asked. Every loss, emulation or change is one of these; none is silent.
#pragma once

#include "canonical/loss_class.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::canonical {

enum class WarningKind : std::uint8_t { unsupported, emulated, clamped, reordered, estimated, skipped, resumed };
std::string_view name(WarningKind kind);

struct Warning {
  Warning(WarningKind warning_kind, std::string what, std::string why, LossClass lost = LossClass::behaviour)
      : kind(warning_kind), feature(std::move(what)), detail(std::move(why)), loss(lost) {}

  WarningKind kind;
  std::string feature;  // the field or feature in the client's words, e.g. top_k, messages[2].content[0]
  std::string detail;   // what happened to it, for people
  LossClass loss;       // what goes with it; decides what the route's policy does
};

}  // namespace patchbay::canonical
