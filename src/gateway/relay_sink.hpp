// What an answer stream gives, as bytes for the client: the provider's own frames (pass-through), or frames of the client's dialect (hub).
#pragma once

#include "gateway/answer_stream.hpp"
#include "gateway/stream_watch.hpp"
#include "protocols/protocol.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

// One stream, one thread. Without an encoder it passes frames on.
class RelaySink final : public AnswerSink {
 public:
  RelaySink(RequestRecord& record, const base::Clock& clock, const protocols::StreamView& view, std::string_view terminator,
            std::unique_ptr<protocols::StreamEncoder> encoder)
      : watch_(record, clock), view_(view), terminator_(terminator), encoder_(std::move(encoder)) {}

  void on_read(std::string_view bytes) override;
  void on_event(const canonical::Event& event) override;
  void on_frame(const codec::Frame& frame, protocols::FrameUse use) override;

  // What came with the last read, as few pieces as possible; valid until the next read.
  [[nodiscard]] std::span<const std::string_view> pieces();
  // What ends the answer: frames of its end and the terminator.
  [[nodiscard]] const std::string& ending() const { return ending_; }
  [[nodiscard]] const StreamWatch& watch() const { return watch_; }

 private:
  void add_raw(std::string_view raw);

  StreamWatch watch_;
  protocols::StreamView view_;
  std::string_view terminator_;
  std::unique_ptr<protocols::StreamEncoder> encoder_;
  std::string_view read_;
  std::vector<std::string_view> pieces_;
  std::string text_;  // encoded frames, or a frame that lay in the parser's own memory
  std::string ending_;
};

}  // namespace patchbay::gateway
