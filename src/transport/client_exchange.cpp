#include "transport/client_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace patchbay::transport {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Origin;
using base::Result;

constexpr int switching_protocols = 101;
constexpr int first_final_status = 200;

Error provider_error(ErrorKind kind, std::string message) { return Error(kind, std::move(message), Origin::provider); }

codec::HeadLimits head_limits(std::size_t bytes) {
  codec::HeadLimits limits;
  limits.head_bytes = bytes;
  return limits;
}

}  // namespace

ClientExchange::ClientExchange(EventLoop& loop, ConnectionPool& pool, std::unique_ptr<ClientConnection> connection,
                               const ClientExchangeSettings& settings)
    : loop_(loop),
      pool_(pool),
      connection_(std::move(connection)),
      settings_(settings),
      parser_(settings.method, head_limits(settings.head_bytes)),
      use_(connection_->reused() ? ConnectionUse::reused : ConnectionUse::fresh) {}

ClientExchange::~ClientExchange() { give_scratch(); }

void ClientExchange::give_scratch() {
  input_ = {};
  loop_.give_scratch(std::move(scratch_));
}

Tick ClientExchange::deadline_after(Milliseconds limit) const { return limit.count() > 0 ? loop_.tick_after(limit) : never; }

// Each co_await of this is followed by fill_after(), which charges the time to the total.
SocketWait ClientExchange::wait(Interest interest, Tick deadline) {
  give_scratch();
  wait_began_ = loop_.tick();
  const Tick capped = settings_.total.capped(wait_began_, deadline);
  Stream& stream = connection_->stream();
  return interest == Interest::either ? stream.wait_for_either(capped, settings_.token) : stream.wait_to_read(capped, settings_.token);
}

ClientExchange::Filled ClientExchange::try_fill() {
  if (settings_.token.cancelled()) return Filled::cancelled;
  if (!scratch_) scratch_ = loop_.take_scratch();
  const IoResult result = connection_->stream().read({scratch_.get(), EventLoop::scratch_size});
  switch (result.state) {
    case IoState::done:
      input_ = {scratch_.get(), result.bytes};
      answered_ = true;
      return Filled::bytes;
    case IoState::closed: return Filled::closed;
    case IoState::cut: return Filled::cut;
    case IoState::failed: socket_error_ = result.error; return Filled::failed;
    case IoState::would_block: break;
  }
  return Filled::nothing_yet;
}

ClientExchange::Filled ClientExchange::fill_after(WakeReason wake) {
  settings_.total.spend(loop_.tick() - wait_began_);
  if (wake == WakeReason::cancelled) return Filled::cancelled;
  if (wake == WakeReason::timeout) return settings_.total.spent() ? Filled::total_too_long : Filled::idle_too_long;
  return try_fill();
}

Task<bool> ClientExchange::perform(std::string& head, std::span<const std::string_view> body) {
  std::vector<iovec> pieces;
  pieces.reserve(body.size() + 1);
  pieces.push_back(piece_of(head));
  for (const std::string_view piece : body) {
    if (!piece.empty()) pieces.push_back(piece_of(piece));
  }
  const base::SteadyTime began = loop_.now();
  bool performed = co_await send_all(pieces);
  loop_.give_string(std::move(head));
  head = std::string();
  if (performed && !head_done_) performed = co_await read_head();
  settings_.timings.first_byte = std::chrono::duration_cast<std::chrono::microseconds>(loop_.now() - began);
  stale_ = !performed && !answered_ && use_ == ConnectionUse::reused && error_->kind == ErrorKind::provider_unreachable;
  co_return performed;
}

// A provider may answer before it has read everything, and close: what it said is worth more than the failed write.
Task<bool> ClientExchange::send_all(std::span<iovec> rest) {
  answer_due_ = deadline_after(settings_.limits.first_byte);
  while (!rest.empty() && !head_done_) {
    const IoResult result = connection_->stream().write(rest);
    if (result.state == IoState::done) {
      rest = advance(rest, result.bytes);
      answer_due_ = deadline_after(settings_.limits.first_byte);
      continue;
    }
    if (result.state != IoState::would_block) {
      socket_error_ = result.error;
      co_return true;
    }
    Filled early = try_fill();
    if (early == Filled::nothing_yet) early = fill_after(co_await wait(Interest::either, answer_due_));
    if (early == Filled::nothing_yet) continue;
    if (early != Filled::bytes) co_return fail_with(no_answer(early));
    if (!take_head()) co_return false;
  }
  sent_ = rest.empty();
  co_return true;
}

Task<bool> ClientExchange::read_head() {
  while (!head_done_) {
    Filled outcome = try_fill();
    while (outcome == Filled::nothing_yet) outcome = fill_after(co_await wait(Interest::read, answer_due_));
    if (outcome != Filled::bytes) co_return fail_with(no_answer(outcome));
    if (!take_head()) co_return false;
  }
  co_return true;
}

// Interim answers are skipped; a head that is cut by a read is collected in head_bytes_.
bool ClientExchange::take_head() {
  while (!head_done_ && !input_.empty()) {
    const bool collected = !head_bytes_.empty();
    if (collected) head_bytes_.append(input_);
    const std::string_view seen = collected ? head_bytes_.view() : input_;
    const auto progress = parser_.feed(seen, head_);
    if (!progress) return fail_with(codec::to_error(progress.error(), Origin::provider));
    if (*progress == codec::ParseProgress::need_more) {
      if (!collected) head_bytes_.append(input_);
      input_ = {};
      return true;
    }
    if (auto accepted = accept_head(seen); !accepted) return fail_with(accepted.error());
  }
  return true;
}

Result<void> ClientExchange::accept_head(std::string_view seen) {
  if (head_.status == switching_protocols) {
    return fail(provider_error(ErrorKind::bad_provider_response, "the provider switches protocols, which nobody asked for"));
  }
  input_.remove_prefix(input_.size() - (seen.size() - head_.length));
  if (head_.status < first_final_status) {
    parser_.reset(settings_.method);
    head_bytes_.clear();
    return {};
  }
  if (head_bytes_.empty()) head_bytes_.append(seen.substr(0, head_.length));
  head_.rebase(head_bytes_.data());
  head_done_ = true;
  decoder_ = codec::Http1BodyDecoder(head_.body);
  const auto encoding = head_.headers.find(codec::KnownHeader::content_encoding);
  const auto compression = encoding ? codec::compression_named(*encoding) : std::nullopt;
  if (compression) inflater_.emplace(*compression, settings_.inflated_bytes);
  if (decoder_.done()) finish();
  return {};
}

Error ClientExchange::no_answer(Filled outcome) {
  if (outcome == Filled::cancelled) return settings_.token.reason();
  if (settings_.total.spent()) return provider_error(ErrorKind::timeout, "the provider did not answer within the total time limit");
  if (outcome == Filled::idle_too_long) return provider_error(ErrorKind::timeout, "the provider did not answer in time");
  if (answered_) return provider_error(ErrorKind::truncated, "the provider's connection ended inside the head of its answer");
  if (socket_error_ != 0) {
    return provider_error(ErrorKind::provider_unreachable,
                          fmt::format("the connection to the provider failed: {}", std::strerror(socket_error_)));
  }
  return provider_error(ErrorKind::provider_unreachable, "the provider closed the connection without an answer");
}

Error ClientExchange::broken_body(Filled outcome) {
  switch (outcome) {
    case Filled::cancelled: return settings_.token.reason();
    case Filled::total_too_long: return provider_error(ErrorKind::timeout, "the provider's answer took longer than the total time limit");
    case Filled::idle_too_long: return provider_error(ErrorKind::stalled, "the provider stopped sending in the middle of its answer");
    default: return provider_error(ErrorKind::truncated, "the provider's connection ended in the middle of its answer");
  }
}

bool ClientExchange::fail_with(Error error) {
  if (!error_) error_ = std::move(error);
  connection_.reset();
  return false;
}

void ClientExchange::finish() {
  done_ = true;
  const bool reusable = sent_ && head_.keep_alive && input_.empty() && head_.body.kind != codec::BodyKind::until_eof;
  if (reusable) {
    pool_.give(std::move(connection_));
  } else {
    connection_.reset();
  }
  if (!inflater_) return;
  if (auto ended = inflater_->finish(); !ended) fail_with(ended.error());
}

// Payload before a fault in the same read is given out; the fault comes with the next read.
void ClientExchange::decode() {
  const auto used = decoder_.feed(input_, payload_);
  if (!used) {
    fail_with(codec::to_error(used.error(), Origin::provider));
    input_ = {};
    return;
  }
  input_.remove_prefix(*used);
}

// The pieces lie in our scratch, in order: moved together they are one.
std::string_view ClientExchange::join() {
  if (payload_.empty()) return {};
  if (inflater_) return inflate();
  auto* begin = const_cast<char*>(payload_.front().data());
  std::size_t length = payload_.front().size();
  for (std::size_t index = 1; index < payload_.size(); ++index) {
    std::memmove(begin + length, payload_[index].data(), payload_[index].size());
    length += payload_[index].size();
  }
  return {begin, length};
}

std::string_view ClientExchange::inflate() {
  for (const std::string_view piece : payload_) {
    if (auto fed = inflater_->feed(piece, inflated_); !fed) {
      fail_with(fed.error());
      break;
    }
  }
  return inflated_;
}

Task<Result<std::string_view>> ClientExchange::read() {
  inflated_.clear();
  while (true) {
    if (error_) co_return fail(*error_);
    if (done_) {
      give_scratch();
      co_return std::string_view();
    }
    if (input_.empty()) {
      Filled outcome = try_fill();
      while (outcome == Filled::nothing_yet) outcome = fill_after(co_await wait(Interest::read, deadline_after(settings_.limits.idle)));
      if (outcome == Filled::closed && decoder_.finish()) {
        finish();
        continue;
      }
      if (outcome != Filled::bytes) {
        fail_with(broken_body(outcome));
        continue;
      }
    }
    payload_.clear();
    decode();
    const std::string_view view = join();
    if (decoder_.done() && !error_) finish();
    if (!view.empty()) co_return view;
  }
}

}  // namespace patchbay::transport
