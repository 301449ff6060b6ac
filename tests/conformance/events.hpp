// Streams through the parser and the decoder, with every event written down.
#pragma once

#include "canonical/accumulator.hpp"
#include "canonical/event_validator.hpp"
#include "protocols/protocol.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::conformance {

std::string describe(const canonical::Event& event);

// Keeps a description of every event, what the validator says of it, the accumulated answer, and what an encoder makes of it.
class Witness final : public canonical::EventSink {
 public:
  explicit Witness(protocols::StreamEncoder* encoder = nullptr) : encoder_(encoder) {}
  void on_event(const canonical::Event& event) override;

  std::vector<std::string> events;
  std::vector<std::string> violations;
  int endings = 0;
  canonical::Accumulator accumulator;
  std::string encoded;

 private:
  protocols::StreamEncoder* encoder_;
  canonical::EventValidator validator_;
};

// Feeds the pieces one by one. False: the parser refused the stream.
bool decode(const std::vector<std::string_view>& pieces, const protocols::StreamExpectation& expectation, Witness& witness);

}  // namespace patchbay::conformance
