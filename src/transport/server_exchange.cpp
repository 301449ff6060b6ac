#include "transport/server_exchange.hpp"

#include "transport/server_connection.hpp"

#include <array>

namespace patchbay::transport {

using base::Result;

const codec::RequestHeadView& ServerExchange::head() const { return connection_.head_; }
const Peer& ServerExchange::peer() const { return connection_.peer_; }
std::size_t ServerExchange::listener() const { return connection_.listener_; }
EventLoop& ServerExchange::loop() const { return connection_.context_.loop; }
CancelToken ServerExchange::cancelled() { return connection_.cancel_->token(); }
void ServerExchange::cancel(base::Error reason) { connection_.cancel_->cancel(std::move(reason)); }

Task<Result<void>> ServerExchange::read_body(std::size_t limit, const BodyGrowth* growth) { return connection_.read_body(limit, growth); }
bool ServerExchange::take_body_at_hand(std::size_t limit) { return connection_.take_body_at_hand(limit); }

std::optional<std::uint64_t> ServerExchange::content_length() const {
  const codec::BodyFraming& framing = connection_.head_.body;
  if (framing.kind == codec::BodyKind::chunked) return std::nullopt;
  return framing.kind == codec::BodyKind::content_length ? framing.length : 0;
}
bool ServerExchange::has_body() const { return content_length() != std::optional<std::uint64_t>(0); }
std::string_view ServerExchange::body() const { return connection_.body_.view(); }
void ServerExchange::release_body() { connection_.body_.release(); }
Buffer ServerExchange::take_body() { return connection_.body_.take(); }

Result<void> ServerExchange::begin(ResponseStart start) { return connection_.begin(start); }

Task<Result<void>> ServerExchange::respond(ResponseStart start, std::span<const std::string_view> body) {
  std::uint64_t length = 0;
  for (const std::string_view piece : body) length += piece.size();
  if (!start.content_length) start.content_length = length;
  auto begun = connection_.begin(start);
  if (!begun) co_return begun;
  co_return co_await connection_.writer_.write(body, Last::yes, *connection_.cancel_);
}

Task<Result<void>> ServerExchange::respond(ResponseStart start, std::string_view body) {
  const std::array<std::string_view, 1> pieces = {body};
  co_return co_await respond(start, std::span<const std::string_view>(pieces));
}

Task<Result<void>> ServerExchange::write(std::span<const std::string_view> pieces) {
  return connection_.writer_.write(pieces, Last::no, *connection_.cancel_);
}

Task<Result<void>> ServerExchange::write(std::string_view piece) {
  const std::array<std::string_view, 1> pieces = {piece};
  co_return co_await connection_.writer_.write(pieces, Last::no, *connection_.cancel_);
}

Task<Result<void>> ServerExchange::flush() { return write(std::span<const std::string_view>()); }

Task<Result<void>> ServerExchange::end(std::span<const std::string_view> last_pieces) {
  return connection_.writer_.write(last_pieces, Last::yes, *connection_.cancel_);
}

void ServerExchange::abort() { connection_.writer_.abort(); }

bool ServerExchange::begun() const { return connection_.writer_.begun(); }
bool ServerExchange::head_sent() const { return connection_.writer_.head_sent(); }
bool ServerExchange::ended() const { return connection_.writer_.ended(); }
std::uint64_t ServerExchange::bytes_received() const { return connection_.head_.length + connection_.body_.received(); }
std::uint64_t ServerExchange::bytes_sent() const { return connection_.writer_.bytes_sent(); }

}  // namespace patchbay::transport
