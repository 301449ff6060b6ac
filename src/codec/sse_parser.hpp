// Server-sent events, read by the rules of the WHATWG HTML standard (section 9.2.6): LF, CRLF and CR line ends, a byte order mark at the
// start, comments, data over several lines. Extra blank lines are frames of kind comment. The raw bytes of all frames, joined, are the
// input.
#pragma once

#include "codec/frame.hpp"

#include <string>
#include <string_view>

namespace patchbay::codec {

// A CR that ends a blank line waits for the byte after it, which may be its LF, except where the line before it ended with a lone CR
// (then a LF that follows begins the raw bytes of the next frame, and means nothing).
class SseParser final : public FrameParser {
 public:
  explicit SseParser(std::size_t frame_limit = default_frame_limit) : frame_limit_(frame_limit) {}

  void feed(std::string_view bytes) override;
  [[nodiscard]] base::Result<std::optional<Frame>> next() override;
  [[nodiscard]] base::Result<std::optional<Frame>> finish() override;
  [[nodiscard]] std::size_t buffered() const override { return partial_given_out_ ? 0 : partial_.size(); }

 private:
  enum class LineEnd : unsigned char { none, lf, cr, cr_lf };

  [[nodiscard]] bool find_frame_end();
  void drop_given_out();
  [[nodiscard]] std::unexpected<base::Error> too_large();
  [[nodiscard]] Frame read_frame(std::string_view raw, FrameEnding ending);
  void read_line(std::string_view line, Frame& frame);
  void add_data(std::string_view value, Frame& frame);

  std::size_t frame_limit_;
  std::string_view input_;   // fed and not yet given out
  std::size_t scanned_ = 0;  // of input_: searched for the end of the frame
  std::string partial_;      // the part of the current frame that came with earlier feeds
  std::string joined_;       // data of several lines
  std::size_t data_lines_ = 0;
  bool partial_given_out_ = false;
  bool failed_ = false;
  bool stream_start_ = true;    // a byte order mark may come
  bool line_empty_ = true;      // nothing of the current line has come yet
  bool after_cr_ = false;       // a line ended with CR: a LF now belongs to it
  bool blank_line_cr_ = false;  // a blank line ended with CR: the frame ends with the LF that may follow
  LineEnd last_end_ = LineEnd::none;
};

}  // namespace patchbay::codec
