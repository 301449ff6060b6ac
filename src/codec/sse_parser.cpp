#include "codec/sse_parser.hpp"

#include "codec/http1_syntax.hpp"

#include <fmt/format.h>

#include <charconv>

namespace patchbay::codec {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t kept_capacity = 4096;

std::optional<std::uint64_t> read_digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void SseParser::feed(std::string_view bytes) {
  drop_given_out();
  input_ = bytes;
  scanned_ = 0;
}

void SseParser::drop_given_out() {
  if (joined_.capacity() > kept_capacity) std::string().swap(joined_);
  if (!partial_given_out_) return;
  partial_given_out_ = false;
  std::string().swap(partial_);
}

base::Result<std::optional<Frame>> SseParser::next() {
  drop_given_out();
  if (failed_) return too_large();
  const bool found = find_frame_end();
  if (partial_.size() + scanned_ > frame_limit_) return too_large();
  if (!found) {
    partial_.append(input_);
    input_ = {};
    scanned_ = 0;
    return std::nullopt;
  }
  std::string_view raw = input_.substr(0, scanned_);
  if (!partial_.empty()) {
    partial_.append(raw);
    raw = partial_;
    partial_given_out_ = true;
  }
  input_.remove_prefix(scanned_);
  scanned_ = 0;
  return read_frame(raw, FrameEnding::complete);
}

base::Result<std::optional<Frame>> SseParser::finish() {
  drop_given_out();
  if (failed_) return too_large();
  if (partial_.empty()) return std::nullopt;
  const bool ended = blank_line_cr_ || partial_ == "\n";
  partial_given_out_ = true;
  blank_line_cr_ = false;
  return read_frame(partial_, ended ? FrameEnding::complete : FrameEnding::end_of_stream);
}

std::unexpected<base::Error> SseParser::too_large() {
  failed_ = true;
  input_ = {};
  scanned_ = 0;
  std::string().swap(partial_);
  return base::fail(base::ErrorKind::bad_provider_response, fmt::format("an SSE event is larger than {} bytes", frame_limit_),
                    base::Origin::provider);
}

bool SseParser::find_frame_end() {
  const char* const end = input_.data() + input_.size();
  const auto set_scanned = [this](const char* at) { scanned_ = static_cast<std::size_t>(at - input_.data()); };
  const char* at = input_.data() + scanned_;
  while (at != end) {
    if (blank_line_cr_) {
      blank_line_cr_ = false;
      last_end_ = *at == '\n' ? LineEnd::cr_lf : LineEnd::cr;
      set_scanned(*at == '\n' ? at + 1 : at);
      return true;
    }
    if (after_cr_) {
      after_cr_ = false;
      last_end_ = *at == '\n' ? LineEnd::cr_lf : LineEnd::cr;
      if (*at == '\n') {
        ++at;
        continue;
      }
    }
    const char* line_end = find_line_end(at, end);
    if (line_end != at) line_empty_ = false;
    at = line_end;
    if (at == end) break;
    const char ending = *at++;
    if (!line_empty_) {
      line_empty_ = true;
      after_cr_ = ending == '\r';
      last_end_ = LineEnd::lf;
      continue;
    }
    if (ending == '\r' && last_end_ != LineEnd::cr) {
      blank_line_cr_ = true;
      continue;
    }
    after_cr_ = ending == '\r';
    if (ending == '\n') last_end_ = LineEnd::lf;
    set_scanned(at);
    return true;
  }
  scanned_ = input_.size();
  return false;
}

Frame SseParser::read_frame(std::string_view raw, FrameEnding ending) {
  Frame frame;
  frame.raw = raw;
  frame.kind = FrameKind::comment;
  frame.ending = ending;
  if (stream_start_ && raw.starts_with(byte_order_mark)) raw.remove_prefix(byte_order_mark.size());
  stream_start_ = false;
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while (at != end) {
    const char* const line_end = find_line_end(at, end);
    read_line({at, static_cast<std::size_t>(line_end - at)}, frame);
    at = line_end == end ? end : line_end + 1;
  }
  return frame;
}

void SseParser::read_line(std::string_view line, Frame& frame) {
  if (line.empty() || line.front() == ':') return;
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") {
    add_data(value, frame);
  } else if (field == "event") {
    frame.event = value;
  } else if (field == "id") {
    if (value.find('\0') == std::string_view::npos) frame.id = value;
  } else if (field == "retry") {
    if (const auto milliseconds = read_digits(value)) frame.retry_milliseconds = milliseconds;
  }
}

void SseParser::add_data(std::string_view value, Frame& frame) {
  if (frame.kind == FrameKind::comment) {
    frame.kind = FrameKind::data;
    frame.data = value;
    data_lines_ = 1;
    return;
  }
  if (++data_lines_ == 2) joined_.assign(frame.data);
  joined_.append("\n").append(value);
  frame.data = joined_;
}

}  // namespace patchbay::codec
