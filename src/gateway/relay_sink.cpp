#include "gateway/relay_sink.hpp"

namespace patchbay::gateway {

using protocols::FrameUse;

void RelaySink::on_read(std::string_view bytes) {
  read_ = bytes;
  pieces_.clear();
  text_.clear();
}

void RelaySink::on_event(const canonical::Event& event) {
  watch_.note(event);
  if (std::holds_alternative<canonical::Failed>(event)) return;
  const bool is_end = std::holds_alternative<canonical::End>(event);
  if (encoder_ != nullptr)
    encoder_->write(event, is_end ? ending_ : text_);
  else if (is_end)
    ending_ = terminator_;
}

void RelaySink::on_frame(const codec::Frame& frame, FrameUse use) {
  if (encoder_ != nullptr) return;
  if (use == FrameUse::content || use == FrameUse::comment || (use == FrameUse::usage_only && view_.usage)) add_raw(frame.raw);
}

// Neighbours become one piece. A frame that lies in the parser's memory is gone with the next frame, so it is copied; there is at most one
// in each read.
void RelaySink::add_raw(std::string_view raw) {
  const bool lasts =
      std::less_equal<>()(read_.data(), raw.data()) && std::less_equal<>()(raw.data() + raw.size(), read_.data() + read_.size());
  if (!lasts) {
    text_ = raw;
    pieces_.push_back(text_);
  } else if (!pieces_.empty() && pieces_.back().data() + pieces_.back().size() == raw.data()) {
    pieces_.back() = {pieces_.back().data(), pieces_.back().size() + raw.size()};
  } else {
    pieces_.push_back(raw);
  }
}

std::span<const std::string_view> RelaySink::pieces() {
  if (encoder_ != nullptr) {
    pieces_.clear();
    if (!text_.empty()) pieces_.push_back(text_);
  }
  return pieces_;
}

}  // namespace patchbay::gateway
