// Reads the body of one request: what came with the head, then what is still to come.
#pragma once

#include "base/result.hpp"
#include "codec/http1_body_decoder.hpp"
#include "transport/buffer.hpp"
#include "transport/http_server.hpp"
#include "transport/server_exchange.hpp"
#include "transport/stream.hpp"
#include "transport/task.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace patchbay::transport {

// What has been read from a connection and not been used: a block and the unused part of it.
struct Input {
  Buffer block;
  std::size_t used = 0;

  [[nodiscard]] std::string_view view() const { return block.view().substr(used); }
  [[nodiscard]] bool empty() const { return used == block.size(); }
  void take(std::size_t bytes) { used += bytes; }
  void release_if_empty() {
    if (!empty()) return;
    block.release();
    used = 0;
  }
};

// One per connection, reset for each request. A body that came whole with its head stays where it is: its block becomes the body's.
class RequestBody {
 public:
  RequestBody(Stream& stream, Input& input, const HttpServerOptions& options) : stream_(stream), input_(input), options_(options) {}

  void start(const codec::BodyFraming& framing, bool expect_continue);
  // See ServerExchange::read_body().
  Task<base::Result<void>> read(std::size_t limit, CancelToken token, const BodyGrowth* growth = nullptr);
  // True once the body is there and no reading is needed: most come with their head. False changes nothing.
  bool take_at_hand(std::size_t limit);
  // Throws the rest away if it is short; false: the connection cannot be used again.
  PATCHBAY_SELDOM Task<bool> discard(CancelToken token);

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const codec::BodyFraming& framing() const { return framing_; }
  [[nodiscard]] std::string_view view() const { return view_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }
  [[nodiscard]] bool awaits_continue() const { return expect_continue_; }
  void release();
  Buffer take();

 private:
  Task<base::Result<void>> read_counted(std::size_t length, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<void>> read_chunked(std::size_t limit, CancelToken token);
  Task<base::Result<std::size_t>> receive(std::span<char> into, CancelToken token);
  PATCHBAY_SELDOM Task<base::Result<void>> invite(CancelToken token);
  bool take_whole_block(std::size_t length);
  void store_what_came(std::size_t length);
  void finish_counted(std::size_t length);
  base::Result<void> decode(std::string_view bytes);
  base::Result<void> hold(std::string_view piece);
  [[nodiscard]] bool too_slow() const;

  Stream& stream_;
  Input& input_;
  const HttpServerOptions& options_;
  codec::BodyFraming framing_;
  codec::Http1BodyDecoder decoder_;
  std::vector<std::string_view> payload_;
  Buffer storage_;
  const BodyGrowth* growth_ = nullptr;
  std::string_view view_;
  std::uint64_t received_ = 0;
  Tick began_ = 0;
  bool expect_continue_ = false;
  bool complete_ = true;
};

}  // namespace patchbay::transport
