// Just enough HTTP/1.1 framing for both bench tools: where a head ends, how its body is framed, where a chunked body ends, how many
// SSE events passed. It trusts its peer (the servers under test on loopback) and does no more work than counting needs.
#pragma once
#include <strings.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace patchbay::bench {

enum class BodyFraming : std::uint8_t { none, sized, chunked };

struct Head {
  std::size_t size = 0;         // with the empty line
  std::string_view first_line;  // a view into the parsed bytes
  BodyFraming framing = BodyFraming::none;
  std::uint64_t content_length = 0;
};

inline bool begins_with_name(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' && strncasecmp(line.data(), name.data(), name.size()) == 0;
}

inline void note_framing(std::string_view line, Head& head) {
  if (line.empty()) return;
  const int first = line.front() | 0x20;
  if (first == 'c' && begins_with_name(line, "content-length")) {
    head.framing = BodyFraming::sized;
    for (const char c : line.substr(15))
      if (c >= '0' && c <= '9') head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
  } else if (first == 't' && begins_with_name(line, "transfer-encoding")) {
    head.framing = BodyFraming::chunked;
  }
}

// Nothing while the head is incomplete.
inline std::optional<Head> parse_head(std::string_view bytes) {
  const void* end = memmem(bytes.data(), bytes.size(), "\r\n\r\n", 4);
  if (end == nullptr) return std::nullopt;
  Head head;
  head.size = static_cast<std::size_t>(static_cast<const char*>(end) - bytes.data()) + 4;
  std::string_view rest = bytes.substr(0, head.size - 2);
  while (!rest.empty()) {
    const std::size_t length = rest.find('\r');
    const std::string_view line = rest.substr(0, length);
    if (head.first_line.empty()) head.first_line = line;
    note_framing(line, head);
    rest.remove_prefix(length + 2);
  }
  return head;
}

// "HTTP/1.1 200 OK" is 200; 0 when there is none.
inline int status_of(std::string_view first_line) {
  if (first_line.size() < 12) return 0;
  return (first_line[9] - '0') * 100 + (first_line[10] - '0') * 10 + (first_line[11] - '0');
}

// Finds the end of a chunked body in pieces of any size.
class ChunkedScanner {
 public:
  // Hands each run of payload to on_payload; returns how many bytes belong to this body.
  template <class OnPayload>
  std::size_t feed(std::string_view bytes, OnPayload&& on_payload) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::done) {
      if (state_ == State::payload) {
        const std::size_t run = std::min<std::uint64_t>(bytes.size() - at, remaining_);
        on_payload(bytes.substr(at, run));
        at += run;
        remaining_ -= run;
        if (remaining_ == 0) state_ = State::after_payload;
      } else {
        step(bytes[at++]);
      }
    }
    return at;
  }
  bool done() const { return state_ == State::done; }
  void reset() { *this = ChunkedScanner(); }

 private:
  enum class State : std::uint8_t { size, extension, payload, after_payload, trailer_start, trailer, done };

  void step(char c) {
    switch (state_) {
      case State::size: return on_size(c);
      case State::extension: return c == '\n' ? end_of_size_line() : void();
      case State::after_payload: state_ = c == '\n' ? State::size : state_; return;
      case State::trailer_start: state_ = c == '\n' ? State::done : (c == '\r' ? state_ : State::trailer); return;
      case State::trailer: state_ = c == '\n' ? State::trailer_start : state_; return;
      case State::payload:
      case State::done: return;
    }
  }
  void on_size(char c) {
    const int letter = c | 0x20;
    if (c >= '0' && c <= '9')
      remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(c - '0');
    else if (letter >= 'a' && letter <= 'f')
      remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(letter - 'a' + 10);
    else
      state_ = State::extension;
  }
  void end_of_size_line() { state_ = remaining_ != 0 ? State::payload : State::trailer_start; }

  std::uint64_t remaining_ = 0;
  State state_ = State::size;
};

// Counts SSE events as lines that begin with "data:" (each event of this bench has exactly one), so comments and pings do not count.
class EventCounter {
 public:
  void feed(std::string_view bytes) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    while (at < end) {
      if (matched_ < field.size()) {
        matched_ = *at == field[matched_] ? matched_ + 1 : skip;
        count_ += matched_ == field.size() ? 1U : 0U;
        ++at;
        if (matched_ != skip || at[-1] != '\n') continue;
        matched_ = 0;
        continue;
      }
      const void* line_end = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      if (line_end == nullptr) return;
      at = static_cast<const char*>(line_end) + 1;
      matched_ = 0;
    }
  }
  std::uint64_t count() const { return count_; }
  void reset() { *this = EventCounter(); }

 private:
  static constexpr std::string_view field = "data:";
  static constexpr std::size_t skip = field.size() + 1;
  std::uint64_t count_ = 0;
  std::size_t matched_ = 0;
};

}  // namespace patchbay::bench
