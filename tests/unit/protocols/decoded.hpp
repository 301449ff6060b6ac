// Frames through the chat decoder: what came of them.
#pragma once

#include "canonical/accumulator.hpp"
#include "canonical/event_validator.hpp"
#include "protocols/openai_chat/stream_decoder.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::protocols::test {

class Decoded final : public canonical::EventSink {
 public:
  explicit Decoded(const StreamExpectation& expectation = {}) : decoder(expectation) {}

  Decoded& feed(std::initializer_list<std::string_view> data) {
    for (const std::string_view each : data) uses.push_back(frame(each));
    return *this;
  }
  Decoded& finish() {
    decoder.finish(*this);
    return *this;
  }
  FrameUse frame(std::string_view data, std::string_view event = {}) {
    codec::Frame frame;
    const std::string copy(data);  // a view that dies with this call
    frame.data = copy;
    frame.event = event;
    return decoder.feed(frame, *this);
  }
  void on_event(const canonical::Event& event) override {
    const auto violation = validator.check(event);
    EXPECT_FALSE(violation.has_value()) << *violation;
    if (const auto* failed = std::get_if<canonical::Failed>(&event)) failure = failed->error;
    if (const auto* opaque = std::get_if<canonical::Opaque>(&event)) opaques.emplace_back(opaque->name);
    if (std::holds_alternative<canonical::Notice>(event)) ++notices;
    if (std::holds_alternative<canonical::End>(event) || std::holds_alternative<canonical::Failed>(event)) ++endings;
    accumulator.on_event(event);
  }
  const canonical::Response& answer() const { return accumulator.so_far(); }
  template <class Content>
  const Content& part(std::size_t index, std::size_t choice = 0) const {
    return std::get<Content>(answer().choices.at(choice).message.parts.at(index).content);
  }

  openai_chat::ChatStreamDecoder decoder;
  canonical::EventValidator validator;
  canonical::Accumulator accumulator;
  std::vector<FrameUse> uses;
  std::vector<std::string> opaques;
  std::optional<base::Error> failure;
  int notices = 0;
  int endings = 0;
};

}  // namespace patchbay::protocols::test
