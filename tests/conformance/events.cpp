#include "conformance/events.hpp"

#include "codec/sse_parser.hpp"
#include "protocols/openai_chat/stream_decoder.hpp"

#include <fmt/format.h>

namespace patchbay::conformance {
namespace {

using namespace canonical;  // NOLINT(google-build-using-namespace): this file speaks of nothing but events

struct Describe {
  std::string operator()(const MessageStart& e) const { return fmt::format("start {} {} {}", e.id, e.model, e.created); }
  std::string operator()(const ChoiceStart& e) const { return fmt::format("choice {}", e.choice); }
  std::string operator()(const BlockStart& e) const {
    return fmt::format("block {}.{} kind {} {} {} {}", e.choice, e.index, static_cast<int>(e.kind), e.call_id, e.name, e.group);
  }
  std::string operator()(const BlockDelta& e) const {
    return fmt::format("delta {}.{} kind {} {}", e.choice, e.index, static_cast<int>(e.kind), e.data);
  }
  std::string operator()(const BlockEnd& e) const { return fmt::format("block end {}.{}", e.choice, e.index); }
  std::string operator()(const ChoiceEnd& e) const {
    return fmt::format("choice end {} {} {}", e.choice, static_cast<int>(e.reason), e.raw_reason);
  }
  std::string operator()(const UsageUpdate& e) const { return "usage " + meters(e.usage); }
  std::string operator()(const Notice& e) const { return fmt::format("notice {} {}", e.warning.feature, e.warning.detail); }
  std::string operator()(const Ping&) const { return "ping"; }
  std::string operator()(const Opaque& e) const {
    return fmt::format("opaque {} {} {} {}", static_cast<int>(e.scope), e.choice, e.name, e.raw_json);
  }
  std::string operator()(const End& e) const { return "end " + meters(e.usage); }
  std::string operator()(const Failed& e) const { return fmt::format("failed {} {}", static_cast<int>(e.error.kind), e.error.message); }

  static std::string meters(const Usage& usage) {
    std::string text;
    for (std::size_t i = 0; i < meter_count; ++i)
      if (const auto count = usage.get(static_cast<Meter>(i))) text += fmt::format("{}={} ", name(static_cast<Meter>(i)), *count);
    return text;
  }
};

template <class Decoder>
bool drain(codec::SseParser& parser, Decoder& decoder, Witness& witness) {
  while (true) {
    auto frame = parser.next();
    if (!frame) return false;
    if (!*frame) return true;
    decoder.feed(**frame, witness);
  }
}

}  // namespace

std::string describe(const Event& event) { return std::visit(Describe{}, event); }

void Witness::on_event(const Event& event) {
  events.push_back(describe(event));
  if (auto violation = validator_.check(event)) violations.push_back(events.back() + ": " + *violation);
  if (std::holds_alternative<End>(event) || std::holds_alternative<Failed>(event)) ++endings;
  accumulator.on_event(event);
  if (encoder_ != nullptr) encoder_->write(event, encoded);
}

bool decode(const std::vector<std::string_view>& pieces, const protocols::StreamExpectation& expectation, Witness& witness) {
  codec::SseParser parser;
  protocols::openai_chat::ChatStreamDecoder decoder(expectation);
  for (const std::string_view piece : pieces) {
    parser.feed(piece);
    if (!drain(parser, decoder, witness)) return false;
  }
  auto last = parser.finish();
  if (!last) return false;
  if (*last) decoder.feed(**last, witness);
  decoder.finish(witness);
  return true;
}

}  // namespace patchbay::conformance
