#include "gateway/answer_stream.hpp"

#include "codec/ndjson_parser.hpp"
#include "codec/sse_parser.hpp"

namespace patchbay::gateway {
namespace {

using protocols::FrameUse;
using transport::Task;

constexpr std::chrono::milliseconds patience_after_finish = std::chrono::seconds(1);

std::unique_ptr<codec::FrameParser> new_parser(protocols::Framing framing) {
  if (framing == protocols::Framing::ndjson) return std::make_unique<codec::NdjsonParser>();
  return std::make_unique<codec::SseParser>();
}

Task<void> read_to_end(ProviderAnswer answer) {
  answer.response->set_idle_limit(patience_after_finish);
  answer.response->set_cancel_token(transport::CancelToken());
  for (int reads = 0; reads < 8; ++reads) {
    auto bytes = co_await answer.response->read();
    if (!bytes || bytes->empty()) co_return;
  }
}

}  // namespace

AnswerStream::AnswerStream(ProviderAnswer answer, const protocols::ProviderProtocol& protocol,
                           const protocols::StreamExpectation& expectation)
    : answer_(std::move(answer)), parser_(new_parser(protocol.framing())), decoder_(protocol.new_stream_decoder(expectation)) {}

Task<StreamProgress> AnswerStream::next(AnswerSink& sink) {
  if (decoder_->complete() && !hurrying_) {
    answer_.response->set_idle_limit(patience_after_finish);
    hurrying_ = true;
  }
  auto bytes = co_await answer_.response->read();
  if (!bytes) {
    sink.on_read({});
    co_return decoder_->complete() && bytes.error().kind != base::ErrorKind::cancelled ? finish(sink)
                                                                                       : fail(std::move(bytes.error()), sink);
  }
  sink.on_read(*bytes);
  if (!bytes->empty()) co_return feed(*bytes, sink);
  auto rest = parser_->finish();
  if (!rest) co_return fail(std::move(rest.error()), sink);
  if (*rest && feed_frame(**rest, sink) == StreamProgress::ended) co_return StreamProgress::ended;
  co_return finish(sink);
}

StreamProgress AnswerStream::feed(std::string_view bytes, AnswerSink& sink) {
  parser_->feed(bytes);
  while (true) {
    auto frame = parser_->next();
    if (!frame) return fail(std::move(frame.error()), sink);
    if (!*frame) return StreamProgress::more;
    if (feed_frame(**frame, sink) == StreamProgress::ended) return StreamProgress::ended;
  }
}

StreamProgress AnswerStream::feed_frame(const codec::Frame& frame, AnswerSink& sink) {
  const FrameUse use = decoder_->feed(frame, sink);
  sink.on_frame(frame, use);
  if (use == FrameUse::failed) return StreamProgress::ended;
  if (use == FrameUse::terminator) return finish(sink);
  return StreamProgress::more;
}

StreamProgress AnswerStream::finish(AnswerSink& sink) {
  decoder_->finish(sink);
  return StreamProgress::ended;
}

StreamProgress AnswerStream::fail(base::Error error, AnswerSink& sink) {
  sink.on_event(canonical::Failed{std::move(error)});
  return StreamProgress::ended;
}

void AnswerStream::finish_in_background(WorkerContext& worker) {
  if (!answer_.response->complete()) worker.background().spawn(read_to_end(std::move(answer_)));
}

}  // namespace patchbay::gateway
