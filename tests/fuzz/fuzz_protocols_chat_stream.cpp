// Any bytes as a provider's stream: the events come in order with exactly one ending, and what the encoder makes of them is a stream that
// ends in the same way.
#include "canonical/event_validator.hpp"
#include "codec/sse_parser.hpp"
#include "fuzz/fuzzing.hpp"
#include "protocols/openai_chat/stream_decoder.hpp"
#include "protocols/openai_chat/stream_encoder.hpp"

#include <optional>
#include <string>

namespace {

using namespace patchbay;  // NOLINT(google-build-using-namespace): a program of its own

struct Sink final : canonical::EventSink {
  void on_event(const canonical::Event& event) override {
    FUZZ_CHECK(!validator.check(event));
    FUZZ_CHECK(endings == 0);
    if (std::holds_alternative<canonical::End>(event)) complete = true;
    if (std::holds_alternative<canonical::End>(event) || std::holds_alternative<canonical::Failed>(event)) ++endings;
    encoder.write(event, encoded);
  }
  canonical::EventValidator validator;
  protocols::openai_chat::ChatStreamEncoder encoder{protocols::StreamView{true}};
  std::string encoded;
  int endings = 0;
  bool complete = false;
};

void decode(std::string_view bytes, Sink& sink) {
  codec::SseParser parser;
  protocols::openai_chat::ChatStreamDecoder decoder({});
  parser.feed(bytes);
  for (auto frame = parser.next(); frame && *frame; frame = parser.next()) decoder.feed(**frame, sink);
  if (auto last = parser.finish(); last && *last) decoder.feed(**last, sink);
  decoder.finish(sink);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Sink first;
  decode(fuzzing::text_of(data, size), first);
  FUZZ_CHECK(first.endings == 1);
  Sink second;
  decode(first.encoded, second);
  FUZZ_CHECK(second.endings == 1);
  FUZZ_CHECK(second.complete == first.complete);
  return 0;
}
