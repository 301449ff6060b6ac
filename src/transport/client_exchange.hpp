// One request on one connection, and its answer: the real UpstreamResponse.
#pragma once

#include "codec/http1_body_decoder.hpp"
#include "codec/http1_response_parser.hpp"
#include "codec/inflate.hpp"
#include "transport/buffer.hpp"
#include "transport/client_connection.hpp"
#include "transport/connection_pool.hpp"
#include "transport/upstream.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::transport {

// What all waiting of a request may still take together.
class TotalBudget {
 public:
  explicit TotalBudget(Milliseconds total) : left_(total.count() > 0 ? static_cast<Tick>(total.count()) : never) {}
  [[nodiscard]] bool spent() const { return left_ == 0; }
  [[nodiscard]] Tick capped(Tick now, Tick deadline) const { return left_ == never ? deadline : std::min(deadline, now + left_); }
  void spend(Tick ticks) {
    if (left_ != never) left_ -= std::min(left_, ticks);
  }

 private:
  Tick left_;
};

struct ClientExchangeSettings {
  codec::Method method = codec::Method::other;
  UpstreamLimits limits;
  TotalBudget total{Milliseconds(0)};
  CancelToken token;
  std::size_t head_bytes = 0;
  std::uint64_t inflated_bytes = 0;
  UpstreamTimings timings;
};

class ClientExchange final : public UpstreamResponse {
 public:
  ClientExchange(EventLoop& loop, ConnectionPool& pool, std::unique_ptr<ClientConnection> connection,
                 const ClientExchangeSettings& settings);
  ClientExchange(const ClientExchange&) = delete;
  ClientExchange& operator=(const ClientExchange&) = delete;
  ~ClientExchange() override;

  // Sends `head` and `body` and returns with the final head of the answer, which may come before all was sent. False: see error().
  // `head` is the loop's string and is given back to it when it has been sent.
  // (Results of errors are large, and what a waiting coroutine holds counts once per request in flight.)
  Task<bool> perform(std::string& head, std::span<const std::string_view> body);
  [[nodiscard]] const base::Error& error() const { return *error_; }
  // perform() failed before any byte of an answer came, on a connection that had been used before: it may have been stale.
  [[nodiscard]] bool worth_repeating() const { return stale_; }
  [[nodiscard]] const TotalBudget& total() const { return settings_.total; }

  [[nodiscard]] const codec::ResponseHeadView& head() const override { return head_; }
  Task<base::Result<std::string_view>> read() override;
  [[nodiscard]] bool complete() const override { return done_ && !error_; }
  void set_idle_limit(Milliseconds limit) override { settings_.limits.idle = limit; }
  void set_cancel_token(CancelToken token) override { settings_.token = token; }
  [[nodiscard]] UpstreamTimings timings() const override { return settings_.timings; }
  [[nodiscard]] ConnectionUse connection_use() const override { return use_; }

 private:
  enum class Filled : std::uint8_t { bytes, nothing_yet, closed, cut, failed, idle_too_long, total_too_long, cancelled };

  Task<bool> send_all(std::span<iovec> rest);
  Task<bool> read_head();
  bool take_head();
  base::Result<void> accept_head(std::string_view seen);
  Filled try_fill();
  Filled fill_after(WakeReason wake);
  SocketWait wait(Interest interest, Tick deadline);
  Tick deadline_after(Milliseconds limit) const;
  base::Error no_answer(Filled outcome);
  base::Error broken_body(Filled outcome);
  void decode();
  std::string_view join();
  std::string_view inflate();
  void finish();
  bool fail_with(base::Error error);  // false, for returning
  void give_scratch();

  EventLoop& loop_;
  ConnectionPool& pool_;
  std::unique_ptr<ClientConnection> connection_;  // null once the answer is complete
  ClientExchangeSettings settings_;
  codec::Http1ResponseParser parser_;
  codec::ResponseHeadView head_;
  Buffer head_bytes_;
  std::unique_ptr<char[]> scratch_;
  std::string_view input_;  // inside scratch_: received, not decoded
  codec::Http1BodyDecoder decoder_;
  std::vector<std::string_view> payload_;
  std::optional<codec::Inflater> inflater_;
  std::string inflated_;
  std::optional<base::Error> error_;
  Tick answer_due_ = never;
  Tick wait_began_ = 0;
  int socket_error_ = 0;
  ConnectionUse use_ = ConnectionUse::fresh;
  bool answered_ = false;  // any byte came
  bool head_done_ = false;
  bool sent_ = false;
  bool stale_ = false;
  bool done_ = false;
};

}  // namespace patchbay::transport
