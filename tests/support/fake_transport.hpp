// A scripted stand-in for the HTTP client: answers as lists of byte chunks, delays in the loop's (simulated) time, errors, and "fail the
// n-th operation".
#pragma once

#include "codec/http1_response_parser.hpp"
#include "codec/http1_writer.hpp"
#include "codec/http_message.hpp"
#include "transport/sleep.hpp"
#include "transport/upstream.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace patchbay::test {

using base::Milliseconds;

// What one read() meets, in order: bytes, a pause (it counts against the idle limit), or an error.
using FakeStep = std::variant<std::string, Milliseconds, base::Error>;

// One answer. Without an error among the steps the body ends properly after the last one.
struct FakeAnswer {
  FakeAnswer() = default;
  explicit FakeAnswer(int answer_status, std::vector<FakeStep> body = {}) : status(answer_status), steps(std::move(body)) {}

  static FakeAnswer failing(base::Error error) {
    FakeAnswer answer;
    answer.send_error = std::move(error);
    return answer;
  }

  int status = 200;
  codec::Headers headers;
  std::vector<FakeStep> steps;
  Milliseconds head_delay{0};             // counts against the first-byte limit
  std::optional<base::Error> send_error;  // after head_delay, instead of an answer
};

struct FakeRequest {
  std::string endpoint_key;
  std::string method;
  std::string target;
  codec::Headers headers;
  std::string body;
};

// Belongs to one loop; make that EventLoop(LoopTime::simulated) when answers have delays. Outlives its responses.
class FakeTransport final : public transport::Upstream {
 public:
  explicit FakeTransport(transport::EventLoop& loop) : loop_(loop) {}

  // Answers are used in this order; when none is left `answer_with` decides, else the request fails with provider_unreachable.
  void add(FakeAnswer answer) { answers_.push_back(std::move(answer)); }
  void answer_with(std::function<FakeAnswer(const FakeRequest&)> answer) { answer_with_ = std::move(answer); }
  // The n-th operation from now (a send or a read, counted from 1) fails with `error`; 0: none.
  void fail_operation(std::size_t number, base::Error error) {
    operations_ = 0;
    failing_operation_ = number;
    failure_ = std::move(error);
  }

  [[nodiscard]] const std::vector<FakeRequest>& requests() const { return requests_; }
  [[nodiscard]] std::size_t operations() const { return operations_; }
  [[nodiscard]] std::size_t open_responses() const { return open_; }
  [[nodiscard]] std::size_t abandoned_responses() const { return abandoned_; }  // destroyed before their body was complete

  transport::Task<base::Result<std::unique_ptr<transport::UpstreamResponse>>> send(const transport::Endpoint& endpoint,
                                                                                   const transport::UpstreamRequest& request,
                                                                                   const transport::UpstreamLimits& limits,
                                                                                   transport::CancelToken token) override {
    if (auto failed = count_operation()) co_return base::fail(std::move(*failed));
    if (token.cancelled()) co_return base::fail(token.reason());
    requests_.push_back(record(endpoint, request));
    FakeAnswer answer = next_answer();
    const base::ErrorKind late = base::ErrorKind::timeout;
    auto waited = co_await pause(answer.head_delay, limits.first_byte, late, token);
    if (!waited) co_return base::fail(waited.error());
    if (answer.send_error) co_return base::fail(*answer.send_error);
    co_return std::unique_ptr<transport::UpstreamResponse>(std::make_unique<Response>(*this, std::move(answer), limits.idle, token));
  }

 private:
  class Response final : public transport::UpstreamResponse {
   public:
    Response(FakeTransport& owner, FakeAnswer answer, Milliseconds idle, transport::CancelToken token)
        : owner_(owner), answer_(std::move(answer)), idle_(idle), token_(token) {
      codec::ResponseHead head;
      head.status = answer_.status;
      head.headers = answer_.headers;
      if (!head.headers.contains("content-length")) head.headers.set("transfer-encoding", "chunked");
      const bool written = codec::write_response_head(head_text_, head).has_value();
      codec::Http1ResponseParser parser(codec::Method::post);
      const auto parsed = parser.feed(head_text_, head_);
      if (!written || !parsed || *parsed != codec::ParseProgress::complete) std::abort();
      ++owner_.open_;
    }
    ~Response() override {
      --owner_.open_;
      if (!complete()) ++owner_.abandoned_;
    }

    [[nodiscard]] const codec::ResponseHeadView& head() const override { return head_; }
    [[nodiscard]] bool complete() const override { return !error_ && next_ == answer_.steps.size(); }
    void set_idle_limit(Milliseconds limit) override { idle_ = limit; }
    void set_cancel_token(transport::CancelToken token) override { token_ = token; }
    [[nodiscard]] transport::UpstreamTimings timings() const override { return {}; }
    [[nodiscard]] transport::ConnectionUse connection_use() const override { return transport::ConnectionUse::fresh; }

    transport::Task<base::Result<std::string_view>> read() override {
      if (!error_) error_ = owner_.count_operation();
      while (!error_ && next_ < answer_.steps.size()) {
        FakeStep& step = answer_.steps[next_];
        if (token_.cancelled()) {
          error_ = token_.reason();
        } else if (const auto* bytes = std::get_if<std::string>(&step)) {
          ++next_;
          if (!bytes->empty()) co_return std::string_view(*bytes);
        } else if (const auto* failure = std::get_if<base::Error>(&step)) {
          error_ = *failure;
        } else {
          auto waited = co_await owner_.pause(std::get<Milliseconds>(step), idle_, base::ErrorKind::stalled, token_);
          ++next_;
          if (!waited) error_ = waited.error();
        }
      }
      if (error_) co_return base::fail(*error_);
      co_return std::string_view();
    }

   private:
    FakeTransport& owner_;
    FakeAnswer answer_;
    std::string head_text_;
    codec::ResponseHeadView head_;
    Milliseconds idle_;
    transport::CancelToken token_;
    std::size_t next_ = 0;
    std::optional<base::Error> error_;
  };

  std::optional<base::Error> count_operation() {
    ++operations_;
    return operations_ == failing_operation_ ? std::optional<base::Error>(failure_) : std::nullopt;
  }

  static FakeRequest record(const transport::Endpoint& endpoint, const transport::UpstreamRequest& request) {
    FakeRequest seen;
    seen.endpoint_key = std::string(endpoint.key());
    seen.method = std::string(request.method);
    seen.target = std::string(request.target);
    for (const codec::HeaderView& field : request.fields) seen.headers.add(std::string(field.name), std::string(field.value));
    for (const std::string_view piece : request.body) seen.body += piece;
    return seen;
  }

  FakeAnswer next_answer() {
    if (answers_.empty()) {
      if (answer_with_) return answer_with_(requests_.back());
      return FakeAnswer::failing(base::Error(base::ErrorKind::provider_unreachable, "no answer is scripted", base::Origin::provider));
    }
    FakeAnswer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  transport::Task<base::Result<void>> pause(Milliseconds length, Milliseconds limit, base::ErrorKind late, transport::CancelToken token) {
    const bool too_long = limit.count() > 0 && length > limit;
    if (length.count() > 0) {
      const Milliseconds wait = too_long ? limit : length;
      auto slept = co_await transport::sleep_for(loop_, wait, token);
      if (!slept) co_return slept;
    }
    if (too_long) co_return base::fail(late, "the scripted provider is too slow", base::Origin::provider);
    co_return base::Result<void>();
  }

  transport::EventLoop& loop_;
  std::deque<FakeAnswer> answers_;
  std::function<FakeAnswer(const FakeRequest&)> answer_with_;
  std::vector<FakeRequest> requests_;
  std::size_t operations_ = 0;
  std::size_t failing_operation_ = 0;
  base::Error failure_;
  std::size_t open_ = 0;
  std::size_t abandoned_ = 0;
};

}  // namespace patchbay::test
