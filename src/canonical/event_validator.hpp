// Checks the order of a stream's events: used by every test and by debug builds around each decoder.
#pragma once

#include "canonical/event.hpp"

#include <map>
#include <optional>
#include <string>

namespace patchbay::canonical {

// One object a stream; not thread-safe. check() returns what rule the event breaks, or nothing; after a violation the state is undefined.
class EventValidator {
 public:
  std::optional<std::string> check(const Event& event);
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  struct Choice {
    bool open = true;
    std::int32_t last_block = -1;
    std::map<std::int32_t, BlockKind> blocks;  // open ones
  };

  std::optional<std::string> visit(const MessageStart&);
  std::optional<std::string> visit(const ChoiceStart&);
  std::optional<std::string> visit(const BlockStart&);
  std::optional<std::string> visit(const BlockDelta&);
  std::optional<std::string> visit(const BlockEnd&);
  std::optional<std::string> visit(const ChoiceEnd&);
  std::optional<std::string> visit(const UsageUpdate&);
  std::optional<std::string> visit(const Notice&) { return std::nullopt; }
  std::optional<std::string> visit(const Ping&) { return std::nullopt; }
  std::optional<std::string> visit(const Opaque&);
  std::optional<std::string> visit(const End&);
  std::optional<std::string> visit(const Failed&);
  Choice* open_choice(std::int32_t choice);

  bool started_ = false;
  bool ended_ = false;
  std::map<std::int32_t, Choice> choices_;
};

}  // namespace patchbay::canonical
