#include "gateway/relay.hpp"

#include "base/error_tables.hpp"
#include "gateway/answer_fields.hpp"
#include "gateway/relay_sink.hpp"

namespace patchbay::gateway {
namespace {

using base::Error;
using base::Result;
using transport::Task;

constexpr std::size_t late_notice_limit = 2048;

std::unique_ptr<protocols::StreamEncoder> encoder_of(const RelayParties& parties) {
  return parties.prepared.way == Way::hub ? parties.dialect.new_stream_encoder(parties.prepared.view) : nullptr;
}

// Frames that came before the commit point.
class HeldFrames {
 public:
  void add(std::span<const std::string_view> pieces) {
    for (const std::string_view piece : pieces) text_ += piece;
  }
  // Everything that is to go out now. Valid until release().
  std::span<const std::string_view> with(std::span<const std::string_view> pieces) {
    if (text_.empty()) return pieces;
    all_.assign(1, text_);
    all_.insert(all_.end(), pieces.begin(), pieces.end());
    return all_;
  }
  void release() {
    text_ = std::string();
    all_ = std::vector<std::string_view>();
  }

 private:
  std::string text_;
  std::vector<std::string_view> all_;
};

// What became known after the head had gone stands in a last comment.
std::string late_notices(const RequestRecord& record, std::size_t told) {
  if (record.warnings.size() <= told) return {};
  const std::vector<canonical::Warning> late(record.warnings.begin() + static_cast<std::ptrdiff_t>(told), record.warnings.end());
  return fmt::format(": patchbay {{\"warnings\":{}}}\n\n", warnings_json(late, late_notice_limit));
}

Task<Result<void>> send_ending(RelayParties& parties, RelaySink& sink, std::span<const std::string_view> frames, std::size_t told) {
  const std::string notices = late_notices(parties.record, told);
  std::vector<std::string_view> pieces(frames.begin(), frames.end());
  if (!notices.empty()) pieces.push_back(notices);
  pieces.push_back(sink.ending());
  co_return co_await parties.exchange.end(pieces);
}

void note_cancelled(RequestRecord& record) {
  record.error = base::ErrorKind::cancelled;
  record.status = base::http_status(base::ErrorKind::cancelled);
}

}  // namespace

Task<void> end_with_error(transport::ServerExchange& exchange, const protocols::ClientDialect& dialect, const Error& error,
                          RequestRecord& record) {
  record.error = error.kind;
  if (error.kind == base::ErrorKind::cancelled) {
    note_cancelled(record);
    exchange.abort();
    co_return;
  }
  const std::string frame = dialect.write_stream_error(error);
  const std::array<std::string_view, 1> pieces = {frame};
  auto ended = co_await exchange.end(pieces);
  if (!ended) note_cancelled(record);
}

Task<Untold> relay(RelayParties& parties, AnswerStream& stream) {
  RelaySink sink(parties.record, parties.worker.services().clock, parties.prepared.view, parties.dialect.stream_terminator(),
                 encoder_of(parties));
  HeldFrames held;
  bool committed = false;
  std::size_t told = 0;
  while (true) {
    const StreamProgress progress = co_await stream.next(sink);
    const StreamWatch& watch = sink.watch();
    if (!committed && watch.error() && !watch.visible()) {
      co_await parties.pings.stop();
      if (!parties.pings.head_sent()) co_return untold(*watch.error());
      co_await end_with_error(parties.exchange, parties.dialect, *watch.error(), parties.record);
      co_return nullptr;
    }
    if (!committed && (watch.visible() || watch.ended())) {
      co_await parties.pings.stop();
      if (!parties.pings.head_sent())
        if (auto begun = parties.begin(); !begun) co_return untold(std::move(begun.error()));
      told = parties.record.warnings.size();
      committed = true;
    }
    if (!committed) {
      held.add(sink.pieces());
      continue;
    }
    if (progress == StreamProgress::ended && !watch.error()) {
      auto sent = co_await send_ending(parties, sink, held.with(sink.pieces()), told);
      if (!sent) note_cancelled(parties.record);
      stream.finish_in_background(parties.worker);
      co_return nullptr;
    }
    if (const auto pieces = held.with(sink.pieces()); !pieces.empty()) {
      auto written = co_await parties.exchange.write(pieces);
      held.release();
      if (!written) {
        note_cancelled(parties.record);
        co_return nullptr;
      }
    }
    if (watch.error()) {
      co_await end_with_error(parties.exchange, parties.dialect, *watch.error(), parties.record);
      co_return nullptr;
    }
  }
}

}  // namespace patchbay::gateway
