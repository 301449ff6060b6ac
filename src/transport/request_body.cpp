#include "transport/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::fail;
using base::Origin;
using base::Result;

constexpr std::size_t worth_keeping_in_place = 16 * 1024;
constexpr std::size_t trusted_length = 4 * 1024 * 1024;  // reserved at once; what a client only claims beyond this must come first
constexpr std::size_t chunked_block = 64 * 1024;

base::Error left() { return base::Error(ErrorKind::cancelled, "the client left while sending its request", Origin::client); }

base::Error too_large(std::size_t limit) {
  return base::Error(ErrorKind::request_too_large, fmt::format("the request body is larger than {} bytes", limit), Origin::client);
}

}  // namespace

void RequestBody::start(const codec::BodyFraming& framing, bool expect_continue) {
  release();
  framing_ = framing;
  received_ = 0;
  complete_ = framing.kind == codec::BodyKind::none || (framing.kind == codec::BodyKind::content_length && framing.length == 0);
  expect_continue_ = expect_continue && !complete_;
}

Task<Result<void>> RequestBody::read(std::size_t limit, CancelToken token, const BodyGrowth* growth) {
  if (complete_) co_return Result<void>();
  const bool counted = framing_.kind == codec::BodyKind::content_length;
  if (counted && framing_.length > limit) co_return fail(too_large(limit));
  growth_ = growth;
  began_ = stream_.socket().loop().tick();
  if (expect_continue_ && input_.empty()) {
    auto invited = co_await invite(token);
    if (!invited) co_return fail(invited.error());
  }
  expect_continue_ = false;
  if (counted) co_return co_await read_counted(static_cast<std::size_t>(framing_.length), token);
  co_return co_await read_chunked(limit, token);
}

bool RequestBody::take_whole_block(std::size_t length) {
  if (length < worth_keeping_in_place || input_.view().size() != length) return false;
  view_ = input_.view();
  storage_ = std::move(input_.block);
  input_.used = 0;
  return true;
}

// Moves what there is of `length` bytes out of the connection's block.
void RequestBody::store_what_came(std::size_t length) {
  storage_.reserve(std::min(length, trusted_length));
  const std::string_view here = input_.view().substr(0, length);
  storage_.append(here);
  input_.take(here.size());
  input_.release_if_empty();
}

void RequestBody::finish_counted(std::size_t length) {
  received_ = length;
  complete_ = true;
  expect_continue_ = false;
}

bool RequestBody::take_at_hand(std::size_t limit) {
  if (complete_) return true;
  const auto length = static_cast<std::size_t>(framing_.length);
  if (framing_.kind != codec::BodyKind::content_length || length > limit || input_.view().size() < length) return false;
  if (!take_whole_block(length)) {
    store_what_came(length);
    view_ = storage_.view();
  }
  finish_counted(length);
  return true;
}

Task<Result<void>> RequestBody::read_counted(std::size_t length, CancelToken token) {
  if (!take_whole_block(length)) {
    store_what_came(length);
    while (storage_.size() < length) {
      if (storage_.free_space().empty()) storage_.reserve(std::min(length, storage_.size() * 2));
      const std::size_t room = std::min(storage_.free_space().size(), length - storage_.size());
      const std::span<char> into = storage_.free_space().first(room);
      auto count = co_await receive(into, token);
      received_ = storage_.size();
      if (!count) co_return fail(count.error());
      storage_.commit(*count);
    }
    view_ = storage_.view();
  }
  finish_counted(length);
  co_return Result<void>();
}

Result<void> RequestBody::hold(std::string_view piece) {
  if (storage_.free_space().size() < piece.size()) {
    const std::size_t bytes = std::max(storage_.size() * 2, storage_.size() + piece.size());
    if (growth_ != nullptr) {
      auto allowed = (*growth_)(bytes);
      if (!allowed) return allowed;
    }
    storage_.reserve(bytes);
  }
  storage_.append(piece);
  return {};
}

Result<void> RequestBody::decode(std::string_view bytes) {
  payload_.clear();
  const auto used = decoder_.feed(bytes, payload_);
  if (!used) return fail(codec::to_error(used.error(), Origin::client));
  for (const std::string_view piece : payload_) {
    auto held = hold(piece);
    if (!held) return held;
  }
  received_ = decoder_.received();
  input_.take(*used);
  return {};
}

// The block may end up holding the beginning of the next request.
Task<Result<void>> RequestBody::read_chunked(std::size_t limit, CancelToken token) {
  codec::BodyLimits limits;
  limits.body_bytes = limit;
  decoder_ = codec::Http1BodyDecoder(framing_, limits);
  while (true) {
    const auto decoded = decode(input_.view());
    if (!decoded) co_return fail(decoded.error());
    if (decoder_.done()) break;
    input_.used = 0;
    input_.block.clear();
    input_.block.reserve(chunked_block);
    const std::span<char> into = input_.block.free_space();
    auto count = co_await receive(into, token);
    if (!count) co_return fail(count.error());
    input_.block.commit(*count);
  }
  input_.release_if_empty();
  view_ = storage_.view();
  complete_ = true;
  co_return Result<void>();
}

bool RequestBody::too_slow() const {
  const auto grace = static_cast<Tick>(options_.body_idle_limit.count());
  const Tick elapsed = stream_.socket().loop().tick() - began_;
  return elapsed > grace && received_ < (elapsed - grace) * options_.body_bytes_per_second / 1000;
}

Task<Result<std::size_t>> RequestBody::receive(std::span<char> into, CancelToken token) {
  while (true) {
    const IoResult result = stream_.read(into);
    if (result.state == IoState::done) co_return result.bytes;
    if (result.state != IoState::would_block) co_return fail(left());
    EventLoop& loop = stream_.socket().loop();
    const WakeReason wake = co_await stream_.wait_to_read(loop.tick_after(options_.body_idle_limit), token);
    if (wake == WakeReason::cancelled) co_return fail(token.reason());
    if (wake == WakeReason::timeout || too_slow()) {
      co_return fail(ErrorKind::invalid_request, "the request body came too slowly", Origin::client);
    }
  }
}

Task<Result<void>> RequestBody::invite(CancelToken token) {
  static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
  std::array<iovec, 1> pieces = {piece_of(interim)};
  std::span<iovec> rest(pieces);
  while (!rest.empty()) {
    const IoResult result = stream_.write(rest);
    if (result.state == IoState::done) {
      rest = advance(rest, result.bytes);
      continue;
    }
    if (result.state != IoState::would_block) co_return fail(left());
    const WakeReason wake = co_await stream_.wait_to_write(stream_.socket().loop().tick_after(options_.write_stall_limit), token);
    if (wake != WakeReason::event) co_return fail(left());
  }
  co_return Result<void>();
}

Task<bool> RequestBody::discard(CancelToken token) {
  if (complete_) co_return true;
  if (expect_continue_) co_return false;
  const bool counted = framing_.kind == codec::BodyKind::content_length;
  if (counted && framing_.length > options_.unread_body_bytes + received_) co_return false;
  const bool fresh = received_ == 0 && storage_.empty();
  if (!fresh) co_return false;
  auto outcome = co_await read(options_.unread_body_bytes, token);
  release();
  co_return outcome.has_value();
}

void RequestBody::release() {
  view_ = {};
  storage_.release();
}

Buffer RequestBody::take() {
  if (!storage_.empty() && view_.data() != storage_.data()) {
    const std::size_t length = view_.size();
    std::memmove(storage_.data(), view_.data(), length);
    storage_.clear();
    storage_.commit(length);
  }
  view_ = {};
  return std::move(storage_);
}

}  // namespace patchbay::transport
