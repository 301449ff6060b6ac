// `patchbay doctor`: what works, what does not, and what to do about it. Looks only; starts and changes nothing.
#pragma once

#include "config/detect.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::cli {

enum class Health : std::uint8_t { good, notice, bad };
struct Finding {
  Health health = Health::good;
  std::string subject;
  std::string text;
  std::string cure;  // empty: nothing to do
};

struct Patient {
  std::filesystem::path home;
  std::optional<std::string> config;
  config::Environment environment;
};

std::vector<Finding> examine(const Patient& patient);
// The exit code: 1 when something is bad.
int report(const std::vector<Finding>& findings, bool json);

}  // namespace patchbay::cli
