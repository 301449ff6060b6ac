// A secret text: zeroed when it dies, printed as ***. Only the code that puts it on the wire calls reveal().
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace patchbay::base {

// Owns its bytes; move-only, so that plaintext is never copied by accident. Thread-compatible.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string plaintext);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::string_view reveal() const { return plaintext_; }
  [[nodiscard]] bool empty() const { return plaintext_.empty(); }
  [[nodiscard]] Secret clone() const;

 private:
  void wipe();
  std::string plaintext_;
};

}  // namespace patchbay::base

template <>
struct fmt::formatter<patchbay::base::Secret> : fmt::formatter<std::string_view> {
  auto format(const patchbay::base::Secret&, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format("***", context);
  }
};
