// Newline-delimited JSON: one frame a line, ended by LF. Blank lines are skipped; `data` is the line without surrounding blanks and CR.
// The JSON itself is not looked at.
#pragma once

#include "codec/frame.hpp"

#include <string>
#include <string_view>

namespace patchbay::codec {

class NdjsonParser final : public FrameParser {
 public:
  explicit NdjsonParser(std::size_t frame_limit = default_frame_limit) : frame_limit_(frame_limit) {}

  void feed(std::string_view bytes) override;
  [[nodiscard]] base::Result<std::optional<Frame>> next() override;
  [[nodiscard]] base::Result<std::optional<Frame>> finish() override;
  [[nodiscard]] std::size_t buffered() const override { return partial_given_out_ ? 0 : partial_.size(); }

 private:
  void drop_given_out();
  [[nodiscard]] std::unexpected<base::Error> too_large();

  std::size_t frame_limit_;
  std::string_view input_;
  std::string partial_;
  bool partial_given_out_ = false;
  bool failed_ = false;
};

}  // namespace patchbay::codec
