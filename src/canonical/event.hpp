// A stream in canonical form. Order: MessageStart, then for each choice ChoiceStart, its blocks (start, deltas, end), ChoiceEnd; Usage,
// Notice, Ping and Opaque anywhere after MessageStart (Notice and Ping also before); last exactly one End or Failed. EventValidator checks
// this.
//
// Text in an event is a view that is valid only during EventSink::on_event: whoever keeps it copies it.
#pragma once

#include "base/error.hpp"
#include "canonical/finish_reason.hpp"
#include "canonical/part.hpp"
#include "canonical/usage.hpp"
#include "canonical/warning.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

namespace patchbay::canonical {

enum class BlockKind : std::uint8_t { text, refusal, reasoning, tool_call, image, audio, server_tool_call, server_tool_result, opaque };
enum class DeltaKind : std::uint8_t { text, arguments, reasoning, refusal, signature, citation, logprobs, media };

struct MessageStart {
  std::string_view id;       // the provider's; empty when it gave none
  std::string_view model;    // the name that the provider answered with
  std::int64_t created = 0;  // Unix seconds; 0: not said
};
struct ChoiceStart {
  std::int32_t choice = 0;
};
struct BlockStart {
  std::int32_t choice = 0;
  std::int32_t index = 0;  // of the block in its choice, rising
  BlockKind kind = BlockKind::text;
  std::string_view call_id;  // tool calls
  std::string_view name;     // tool calls
  std::string_view item_id;
  ArgumentForm form = ArgumentForm::json;
  std::int32_t group = 0;  // the vendor's own index of a tool call
};
struct BlockDelta {
  std::int32_t choice = 0;
  std::int32_t index = 0;
  DeltaKind kind = DeltaKind::text;
  std::string_view
      data;  // text for text, arguments, reasoning, refusal and signature; raw JSON for citation and logprobs; base64 for media
};
struct BlockEnd {
  std::int32_t choice = 0;
  std::int32_t index = 0;
};
struct ChoiceEnd {
  std::int32_t choice = 0;
  FinishReason reason = FinishReason::stop;
  std::string_view raw_reason;  // the provider's word
};
struct UsageUpdate {
  Usage usage;  // field by field: present replaces, absent keeps
};
struct Notice {
  Warning warning;
};
struct Ping {};
// Members that the canonical form has no word for: `name` and raw value, re-emitted only to the same protocol.
enum class OpaqueScope : std::uint8_t { message, choice, delta, usage };
struct Opaque {
  ProtocolId protocol = ProtocolId::openai_chat;
  OpaqueScope scope = OpaqueScope::message;
  std::int32_t choice = 0;
  std::string_view name;
  std::string_view raw_json;
};
struct End {
  Usage usage;
};
struct Failed {
  base::Error error;
};

using Event =
    std::variant<MessageStart, ChoiceStart, BlockStart, BlockDelta, BlockEnd, ChoiceEnd, UsageUpdate, Notice, Ping, Opaque, End, Failed>;

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace patchbay::canonical
