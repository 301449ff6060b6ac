// Step 8: a provider's body to frames to events, pulled one read at a time. Ends in exactly one End or Failed, whatever the provider does.
#pragma once

#include "canonical/event.hpp"
#include "codec/frame.hpp"
#include "gateway/attempt.hpp"
#include "protocols/protocol.hpp"

#include <memory>

namespace patchbay::gateway {

// Hears the bytes of each read first, then events, and each frame with what the decoder made of it, after its events.
class AnswerSink : public canonical::EventSink {
 public:
  virtual void on_read(std::string_view) {}
  virtual void on_frame(const codec::Frame&, protocols::FrameUse) {}
};

enum class StreamProgress : std::uint8_t { more, ended };

class AnswerStream {
 public:
  AnswerStream(ProviderAnswer answer, const protocols::ProviderProtocol& protocol, const protocols::StreamExpectation& expectation);

  // The provider's head; good for as long as the stream.
  [[nodiscard]] const codec::ResponseHeadView& head() const { return answer_.response->head(); }
  // Reads once and gives the sink what came. After `ended` the sink has had End or Failed. Once the answer is complete, reading goes on for
  // at most a second in all, for usage and the terminator. Views that the sink gets from frames live until the next call.
  transport::Task<StreamProgress> next(AnswerSink& sink);
  // Gives the connection back to its pool if the body's end comes soon.
  void finish_in_background(WorkerContext& worker);

 private:
  StreamProgress feed(std::string_view bytes, AnswerSink& sink);
  StreamProgress feed_frame(const codec::Frame& frame, AnswerSink& sink);
  StreamProgress finish(AnswerSink& sink);
  StreamProgress fail(base::Error error, AnswerSink& sink);

  ProviderAnswer answer_;
  std::unique_ptr<codec::FrameParser> parser_;
  std::unique_ptr<protocols::StreamDecoder> decoder_;
  bool hurrying_ = false;
};

}  // namespace patchbay::gateway
