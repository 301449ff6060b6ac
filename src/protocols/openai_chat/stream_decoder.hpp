// chat.completion.chunk frames to events. Tolerant of the family's habits (wire facts, section 11.4): missing ids and indexes, empty
// choices, usage on any chunk, whole tool calls in one chunk, arguments as objects; strict about the ending: without the finish reasons of
// all choices an answer is truncated.
#pragma once

#include "json/document.hpp"
#include "protocols/protocol.hpp"

#include <string>
#include <vector>

namespace patchbay::protocols::openai_chat {

class ChatStreamDecoder final : public StreamDecoder {
 public:
  explicit ChatStreamDecoder(const StreamExpectation& expectation) : expectation_(expectation) {}

  FrameUse feed(const codec::Frame& frame, canonical::EventSink& sink) override;
  void finish(canonical::EventSink& sink) override;
  [[nodiscard]] bool complete() const override;
  [[nodiscard]] bool terminated() const override { return terminated_; }

 private:
  static constexpr std::int32_t none = -1;
  struct ToolSlot {
    std::int64_t group = 0;  // the provider's index
    std::int32_t block = none;
    std::string id;
    std::string name;
    std::string pending;  // arguments that came before the name
    canonical::ArgumentForm form = canonical::ArgumentForm::json;
  };
  struct Choice {
    std::int32_t index = 0;
    std::int32_t next_block = 0;
    std::int32_t open_block = none;  // text, refusal or reasoning
    canonical::BlockKind open_kind = canonical::BlockKind::text;
    std::vector<ToolSlot> tools;
    bool finished = false;
  };

  struct Chunk {
    json::Value choices, id, model, created, usage, error;
  };

  FrameUse read_frame(const codec::Frame& frame, canonical::EventSink& sink);
  Chunk sort_members(json::Value root);
  static bool names_nothing(const Chunk& chunk);
  FrameUse read_chunk(const Chunk& chunk, canonical::EventSink& sink);
  FrameUse skip(std::string_view why, canonical::EventSink& sink);
  FrameUse fail(base::Error error, canonical::EventSink& sink);
  void start(const Chunk& chunk, canonical::EventSink& sink);
  bool read_usage_of(const Chunk& chunk, canonical::EventSink& sink);
  void read_choice(json::Value source, canonical::EventSink& sink);
  void read_delta(Choice& choice, json::Value delta, canonical::EventSink& sink);
  void read_content(Choice& choice, json::Value content, canonical::EventSink& sink);
  void read_tool_calls(Choice& choice, json::Value calls, canonical::EventSink& sink);
  void read_tool_call(Choice& choice, json::Value call, canonical::EventSink& sink);
  void open_tool(Choice& choice, ToolSlot& slot, canonical::EventSink& sink);
  void read_logprobs(Choice& choice, json::Value logprobs, canonical::EventSink& sink);
  void append(Choice& choice, canonical::BlockKind block, canonical::DeltaKind delta, json::Value text, canonical::EventSink& sink);
  std::int32_t open(Choice& choice, canonical::BlockKind kind, canonical::EventSink& sink);
  void close_open_block(Choice& choice, canonical::EventSink& sink);
  void end_choice(Choice& choice, std::string_view raw_reason, canonical::EventSink& sink);
  Choice& choice_at(std::int32_t index, canonical::EventSink& sink);
  ToolSlot& tool_slot(Choice& choice, json::Value call);
  [[nodiscard]] bool inside_tool_call() const;

  StreamExpectation expectation_;
  json::Document document_;
  std::string scratch_;
  std::string key_;
  std::vector<json::Member> others_;                        // of the object that is being read: members without a meaning here
  std::vector<std::pair<std::string, std::string>> early_;  // of chunks before the first that names the answer
  std::vector<Choice> choices_;
  canonical::Usage usage_;
  bool started_ = false;
  bool terminated_ = false;
  bool ended_ = false;
};

}  // namespace patchbay::protocols::openai_chat
