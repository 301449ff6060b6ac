// Puts one answer on the wire: head, framing, pieces, ending; each call is one system call unless the client's socket is full.
#pragma once

#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "transport/http_server.hpp"
#include "transport/stream.hpp"
#include "transport/task.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::transport {

enum class Last : std::uint8_t { no, yes };
enum class KeepAlive : std::uint8_t { no, yes };

// One per connection, reset for each request.
class ResponseWriter {
 public:
  ResponseWriter(Stream& stream, const HttpServerOptions& options) : stream_(stream), options_(options) {}

  // keep_alive: what request and server would allow; the answer's own framing may forbid it.
  void start(const codec::RequestHeadView& request);
  base::Result<void> begin(const ResponseStart& start, KeepAlive wanted);
  Task<base::Result<void>> write(std::span<const std::string_view> pieces, Last last, CancelSource& cancel);
  void abort();

  [[nodiscard]] bool begun() const { return state_ != State::idle; }
  [[nodiscard]] bool ended() const { return state_ == State::ended; }
  [[nodiscard]] bool head_sent() const { return sent_ > 0; }
  [[nodiscard]] KeepAlive keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool ends_by_closing() const { return framing_ == Framing::until_close; }
  [[nodiscard]] std::uint64_t bytes_sent() const { return sent_; }

 private:
  enum class State : std::uint8_t { idle, begun, ended, aborted };
  enum class Framing : std::uint8_t { none, counted, chunked, until_close };

  void choose_framing(const ResponseStart& start);
  base::Result<void> write_head(const ResponseStart& start);
  base::Result<void> gather(std::span<const std::string_view> pieces, std::size_t total, Last last);
  IoState send_now();
  PATCHBAY_SELDOM Task<base::Result<void>> send_rest(CancelSource& cancel);
  base::Error lost(CancelSource& cancel, std::string message);

  Stream& stream_;
  const HttpServerOptions& options_;
  std::string head_;
  std::vector<iovec> pieces_;
  std::span<iovec> rest_;  // of pieces_: not sent yet
  std::array<char, 18> chunk_line_{};
  std::uint64_t remaining_ = 0;  // of a counted body
  std::uint64_t sent_ = 0;
  codec::HttpVersion version_ = codec::HttpVersion::http_1_1;
  bool answers_head_ = false;
  bool client_keeps_ = true;
  State state_ = State::idle;
  Framing framing_ = Framing::none;
  KeepAlive keep_alive_ = KeepAlive::yes;
};

}  // namespace patchbay::transport
