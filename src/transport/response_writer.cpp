#include "transport/response_writer.hpp"

#include "codec/http1_writer.hpp"

#include <fmt/format.h>

#include <cstring>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::fail;
using base::Origin;
using base::Result;

constexpr std::string_view chunk_and_body_end = "\r\n0\r\n\r\n";
constexpr int no_content = 204;
constexpr int not_modified = 304;
constexpr int first_final_status = 200;

bool has_no_body(int status) { return status < first_final_status || status == no_content || status == not_modified; }

bool belongs_to_server(const codec::HeaderView& field) {
  const codec::KnownHeader known = field.known_name();
  return known == codec::KnownHeader::content_length || known == codec::KnownHeader::date || codec::is_hop_by_hop(known);
}

std::size_t size_of(std::span<const std::string_view> pieces) {
  std::size_t total = 0;
  for (const std::string_view piece : pieces) total += piece.size();
  return total;
}

}  // namespace

void ResponseWriter::start(const codec::RequestHeadView& request) {
  version_ = request.version;
  answers_head_ = request.method == codec::Method::head;
  client_keeps_ = request.keep_alive;
  state_ = State::idle;
  sent_ = 0;
}

void ResponseWriter::choose_framing(const ResponseStart& start) {
  remaining_ = start.content_length.value_or(0);
  if (has_no_body(start.status)) {
    framing_ = Framing::none;
  } else if (start.content_length) {
    framing_ = Framing::counted;
  } else {
    framing_ = version_ == codec::HttpVersion::http_1_1 ? Framing::chunked : Framing::until_close;
  }
}

Result<void> ResponseWriter::begin(const ResponseStart& start, KeepAlive wanted) {
  if (begun()) return fail(ErrorKind::internal, "an answer was begun twice");
  choose_framing(start);
  const bool keeps = wanted == KeepAlive::yes && client_keeps_ && framing_ != Framing::until_close;
  keep_alive_ = keeps ? KeepAlive::yes : KeepAlive::no;
  auto written = write_head(start);
  if (!written) return written;
  state_ = State::begun;
  return {};
}

Result<void> ResponseWriter::write_head(const ResponseStart& start) {
  EventLoop& loop = stream_.socket().loop();
  if (head_.capacity() == 0 || head_.empty()) head_ = loop.take_string();
  codec::Http1HeadWriter writer(head_);
  writer.status_line(start.status);
  for (const codec::HeaderView& field : start.fields) {
    if (!belongs_to_server(field)) writer.field(field);
  }
  writer.field({"date", loop.http_date(), codec::KnownHeader::date, codec::Vouched::all});
  if (framing_ == Framing::counted) writer.content_length(*start.content_length);
  if (framing_ == Framing::chunked) writer.trusted_lines("transfer-encoding: chunked\r\n");
  if (keep_alive_ == KeepAlive::no) writer.trusted_lines("connection: close\r\n");
  if (keep_alive_ == KeepAlive::yes && version_ == codec::HttpVersion::http_1_0) writer.trusted_lines("connection: keep-alive\r\n");
  if (const auto finished = writer.finish(); !finished) {
    return fail(ErrorKind::internal,
                fmt::format("the head of the answer cannot be written: {}", codec::description(finished.error().rule)));
  }
  return {};
}

Result<void> ResponseWriter::gather(std::span<const std::string_view> pieces, std::size_t total, Last last) {
  pieces_.clear();
  if (!head_.empty()) pieces_.push_back(piece_of(head_));
  const bool has_body = framing_ != Framing::none && !answers_head_;
  if (framing_ == Framing::counted && !answers_head_) {
    if (total > remaining_) return fail(ErrorKind::internal, "the answer is longer than its content-length");
    remaining_ -= total;
    if (last == Last::yes && remaining_ > 0) return fail(ErrorKind::internal, "the answer is shorter than its content-length");
  }
  if (!has_body) return {};
  const bool chunked = framing_ == Framing::chunked;
  if (chunked && total > 0) {
    const codec::ChunkHeader line(total);
    std::memcpy(chunk_line_.data(), line.view().data(), line.view().size());
    pieces_.push_back(piece_of({chunk_line_.data(), line.view().size()}));
  }
  for (const std::string_view piece : pieces) {
    if (!piece.empty()) pieces_.push_back(piece_of(piece));
  }
  if (chunked && total > 0) pieces_.push_back(piece_of(last == Last::yes ? chunk_and_body_end : codec::chunk_end));
  if (chunked && total == 0 && last == Last::yes) pieces_.push_back(piece_of(codec::last_chunk));
  return {};
}

Task<Result<void>> ResponseWriter::write(std::span<const std::string_view> pieces, Last last, CancelSource& cancel) {
  if (cancel.cancelled()) co_return fail(cancel.reason());
  if (state_ != State::begun) co_return fail(ErrorKind::internal, "a write outside of an answer");
  auto gathered = gather(pieces, size_of(pieces), last);
  if (!gathered) {
    abort();
    co_return gathered;
  }
  rest_ = pieces_;
  const IoState state = send_now();
  if (state == IoState::would_block) {
    auto sent = co_await send_rest(cancel);
    if (!sent) co_return sent;
  } else if (state != IoState::done) {
    co_return fail(lost(cancel, "the client has gone"));
  }
  if (!head_.empty()) {
    stream_.socket().loop().give_string(std::move(head_));
    head_ = std::string();
  }
  if (last == Last::yes) state_ = State::ended;
  co_return Result<void>();
}

base::Error ResponseWriter::lost(CancelSource& cancel, std::string message) {
  cancel.cancel(base::Error(ErrorKind::cancelled, std::move(message), Origin::client));
  return cancel.reason();
}

IoState ResponseWriter::send_now() {
  while (!rest_.empty()) {
    const IoResult result = stream_.write(rest_);
    if (result.state != IoState::done) return result.state;
    sent_ += result.bytes;
    rest_ = advance(rest_, result.bytes);
  }
  return IoState::done;
}

Task<Result<void>> ResponseWriter::send_rest(CancelSource& cancel) {
  EventLoop& loop = stream_.socket().loop();
  while (true) {
    const WakeReason wake = co_await stream_.wait_to_write(loop.tick_after(options_.write_stall_limit), cancel.token());
    if (wake == WakeReason::timeout) co_return fail(lost(cancel, "the client takes nothing"));
    if (wake == WakeReason::cancelled) co_return fail(cancel.reason());
    const IoState state = send_now();
    if (state == IoState::done) co_return Result<void>();
    if (state != IoState::would_block) co_return fail(lost(cancel, "the client has gone"));
  }
}

void ResponseWriter::abort() {
  state_ = State::aborted;
  keep_alive_ = KeepAlive::no;
}

}  // namespace patchbay::transport
