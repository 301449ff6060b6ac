// Events to chat.completion.chunk frames.
#pragma once

#include "json/writer.hpp"
#include "protocols/protocol.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace patchbay::protocols::openai_chat {

// Tool calls are numbered per choice in the order in which they start. Kept members of the same protocol go out with the next chunk.
class ChatStreamEncoder final : public StreamEncoder {
 public:
  explicit ChatStreamEncoder(const StreamView& view) : view_(view) {}
  void write(const canonical::Event& event, std::string& out) override;

 private:
  struct Choice {
    std::int32_t index = 0;
    bool role_sent = false;
    std::int32_t tools = 0;
    std::map<std::int32_t, std::int32_t> tool_of_block;
    std::set<std::int32_t> custom_blocks;
    canonical::Extra choice_extra;
    canonical::Extra delta_extra;
  };

  void visit(const canonical::MessageStart& event, std::string& out);
  void visit(const canonical::ChoiceStart& event, std::string& out);
  void visit(const canonical::BlockStart& event, std::string& out);
  void visit(const canonical::BlockDelta& event, std::string& out);
  void visit(const canonical::BlockEnd&, std::string&) {}
  void visit(const canonical::ChoiceEnd& event, std::string& out);
  void visit(const canonical::UsageUpdate& event, std::string&) { usage_.update(event.usage); }
  void visit(const canonical::Notice&, std::string&) {}
  void visit(const canonical::Ping&, std::string& out);
  void visit(const canonical::Opaque& event, std::string& out);
  void visit(const canonical::End& event, std::string& out);
  void visit(const canonical::Failed& event, std::string& out);

  Choice& choice_at(std::int32_t index);
  void begin_chunk(json::Writer& writer);
  void begin_choice(json::Writer& writer, Choice& choice);
  void end_choice(json::Writer& writer, Choice& choice, std::string_view finish_reason);
  void write_leftovers(std::string& out);
  void end_chunk(json::Writer& writer, std::string& out);
  static void write_arguments(json::Writer& writer, const Choice& choice, const canonical::BlockDelta& event);
  static void write_tool_start(json::Writer& writer, Choice& choice, const canonical::BlockStart& event);

  StreamView view_;
  std::string id_;
  std::string model_;
  std::int64_t created_ = 0;
  std::vector<Choice> choices_;
  canonical::Usage usage_;
  canonical::Extra usage_extra_;
  canonical::Extra extra_;
};

}  // namespace patchbay::protocols::openai_chat
