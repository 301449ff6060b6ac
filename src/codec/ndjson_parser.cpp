#include "codec/ndjson_parser.hpp"

#include <fmt/format.h>

namespace patchbay::codec {

namespace {

std::string_view trim(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

Frame frame_of(std::string_view raw, FrameEnding ending) {
  Frame frame;
  frame.raw = raw;
  frame.data = trim(raw);
  frame.ending = ending;
  return frame;
}

}  // namespace

void NdjsonParser::feed(std::string_view bytes) {
  drop_given_out();
  input_ = bytes;
}

void NdjsonParser::drop_given_out() {
  if (!partial_given_out_) return;
  partial_given_out_ = false;
  std::string().swap(partial_);
}

base::Result<std::optional<Frame>> NdjsonParser::next() {
  while (true) {
    drop_given_out();
    if (failed_) return too_large();
    const std::size_t line_feed = input_.find('\n');
    const std::string_view part = input_.substr(0, line_feed == std::string_view::npos ? line_feed : line_feed + 1);
    if (partial_.size() + part.size() > frame_limit_) return too_large();
    input_.remove_prefix(part.size());
    if (line_feed == std::string_view::npos) {
      partial_.append(part);
      return std::nullopt;
    }
    std::string_view raw = part;
    if (!partial_.empty()) {
      partial_.append(part);
      raw = partial_;
      partial_given_out_ = true;
    }
    Frame frame = frame_of(raw, FrameEnding::complete);
    if (!frame.data.empty()) return frame;
  }
}

base::Result<std::optional<Frame>> NdjsonParser::finish() {
  drop_given_out();
  if (failed_) return too_large();
  Frame frame = frame_of(partial_, FrameEnding::end_of_stream);
  partial_given_out_ = !partial_.empty();
  if (frame.data.empty()) return std::nullopt;
  return frame;
}

std::unexpected<base::Error> NdjsonParser::too_large() {
  failed_ = true;
  input_ = {};
  std::string().swap(partial_);
  return base::fail(base::ErrorKind::bad_provider_response, fmt::format("a line of NDJSON is larger than {} bytes", frame_limit_),
                    base::Origin::provider);
}

}  // namespace patchbay::codec
