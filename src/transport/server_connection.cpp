#include "transport/server_connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <exception>

namespace patchbay::transport {
namespace {

using base::ErrorKind;
using base::Origin;
using base::Result;

constexpr std::size_t head_block = 64 * 1024 - Buffer::tail_padding;
constexpr std::size_t partial_head_block = 2 * 1024;
constexpr Milliseconds linger_limit = std::chrono::seconds(10);
constexpr int request_timeout = 408;
constexpr int internal_error = 500;

codec::HeadLimits head_limits(const HttpServerOptions& options) {
  codec::HeadLimits limits;
  limits.head_bytes = options.head_bytes;
  limits.target_bytes = std::min(limits.target_bytes, options.head_bytes);
  limits.header_count = std::min(options.header_count, codec::max_header_count);
  return limits;
}

}  // namespace

ServerConnection::ServerConnection(ServerContext& context, UniqueFd descriptor, Peer peer, std::size_t listener)
    : context_(context),
      stream_(context.loop, std::move(descriptor)),
      peer_(std::move(peer)),
      listener_(listener),
      parser_(head_limits(context.options)),
      body_(stream_, input_, context.options),
      writer_(stream_, context.options),
      exchange_(*this) {
  open_node_.connection = this;
  idle_node_.connection = this;
  context_.open.push_back(open_node_);
  stream_.socket().set_observer(this);
}

ServerConnection::~ServerConnection() { stream_.socket().set_observer(nullptr); }

Task<void> ServerConnection::run(std::shared_ptr<TlsServerContext> tls) {
  if (!stream_.socket().watched()) co_return;
  if (tls) {
    const bool secured = co_await secure(*tls);
    if (!secured) co_return;
  }
  while (keep_ && !context_.stopping) {
    const HeadOutcome outcome = co_await read_head();
    if (outcome == HeadOutcome::ended) break;
    co_await serve();
  }
  if (lingers_) co_await linger();
}

Task<bool> ServerConnection::secure(TlsServerContext& tls) {
  auto session = TlsSession::accept_on(tls.get(), stream_.socket().descriptor());
  if (!session) co_return false;
  stream_.set_tls(std::move(*session));
  const Stream::Handshake shaken = co_await stream_.shake_hands(context_.loop.tick_after(context_.options.head_limit), CancelToken());
  co_return shaken.succeeded;
}

// A block that waits for the rest of a head is a small one.
void ServerConnection::make_room() {
  if (input_.block.capacity() == 0) {
    input_.block.reserve(head_block);
  } else if (input_.block.free_space().empty()) {
    input_.block.drop_front(std::exchange(input_.used, 0));
    input_.block.reserve(std::max(input_.block.capacity(), input_.block.size() * 2));
  }
}

Task<ServerConnection::HeadOutcome> ServerConnection::read_head() {
  EventLoop& loop = context_.loop;
  parser_.reset();
  bool begun = !input_.empty();
  const bool fresh = std::exchange(first_, false);
  Tick deadline = loop.tick_after(begun || fresh ? context_.options.head_limit : context_.options.keep_alive_limit);
  while (true) {
    if (!input_.empty()) {
      const auto progress = parser_.feed(input_.view(), head_);
      if (!progress) {
        co_await refuse(codec::http_status(progress.error().rule), codec::name(progress.error().rule),
                        codec::description(progress.error().rule));
        co_return HeadOutcome::ended;
      }
      if (*progress == codec::ParseProgress::complete) break;
    }
    make_room();
    const IoResult result = stream_.read(input_.block.free_space());
    if (result.state == IoState::done) {
      input_.block.commit(result.bytes);
      if (!begun && !fresh) deadline = loop.tick_after(context_.options.head_limit);
      begun = true;
      continue;
    }
    if (result.state != IoState::would_block) co_return HeadOutcome::ended;
    const WakeReason wake = co_await wait_for_head(deadline);
    if (wake == WakeReason::event) continue;
    if (begun) co_await refuse(request_timeout, "head_too_slow", "the request's head came too slowly");
    co_return HeadOutcome::ended;
  }
  adopt_head();
  co_return HeadOutcome::complete;
}

Task<WakeReason> ServerConnection::wait_for_head(Tick deadline) {
  input_.release_if_empty();
  if (!input_.empty() && input_.block.capacity() > input_.block.size() + 2 * partial_head_block) {
    Buffer smaller(input_.view().size() + partial_head_block);
    smaller.append(input_.view());
    input_.block = std::move(smaller);
    input_.used = 0;
  }
  const bool idle = input_.empty();
  if (idle && context_.stopping) co_return WakeReason::timeout;
  if (idle) context_.idle.push_back(idle_node_);
  const WakeReason wake = co_await stream_.wait_to_read(deadline, CancelToken());
  idle_node_.unlink();
  co_return wake;
}

void ServerConnection::adopt_head() {
  head_bytes_.release();
  head_bytes_.append(input_.view().substr(0, head_.length));
  head_.rebase(head_bytes_.data());
  input_.take(head_.length);
  input_.release_if_empty();
}

Task<void> ServerConnection::refuse(int status, std::string_view rule, std::string_view message) {
  context_.handler.on_refused(peer_, status, rule);
  head_.version = codec::HttpVersion::http_1_1;
  head_.method = codec::Method::other;
  head_.keep_alive = false;
  cancel_.emplace();
  writer_.start(head_);
  lingers_ = true;
  co_await send_error(status, "invalid_request_error", "invalid_request", message);
}

Task<void> ServerConnection::send_error(int status, std::string_view type, std::string_view code, std::string_view message) {
  const std::string body = fmt::format(R"({{"error":{{"message":"{}","type":"{}","param":null,"code":"{}"}}}})", message, type, code);
  const std::array<codec::HeaderView, 1> fields = {codec::HeaderView{"content-type", "application/json", codec::KnownHeader::content_type}};
  keep_ = false;
  const ResponseStart start(status, fields, body.size());
  if (!writer_.begin(start, KeepAlive::no)) co_return;
  const std::array<std::string_view, 1> pieces = {body};
  // Whether the client still hears it changes nothing: the connection is closed either way.
  static_cast<void>(co_await writer_.write(pieces, Last::yes, *cancel_));
}

Task<void> ServerConnection::serve() {
  cancel_.emplace();
  phase_ = Phase::exchange;
  body_.start(head_.body, head_.expect_continue);
  writer_.start(head_);
  ++context_.active;
  if (body_.complete()) watch_client();
  try {
    co_await context_.handler.handle(exchange_);
  } catch (const std::exception& exception) {
    context_.handler.on_exception(exchange_, exception.what());
  }
  watching_ = false;
  keep_ = body_.complete() && writer_.ended() && writer_.keep_alive() == KeepAlive::yes && !cancel_->cancelled();
  if (!keep_) co_await finish_exchange();
  phase_ = Phase::between;
  --context_.active;
  body_.release();
  head_bytes_.release();
}

// Whatever is not the usual ending.
Task<void> ServerConnection::finish_exchange() {
  if (cancel_->cancelled()) co_return;
  if (!writer_.begun()) {
    lingers_ = !body_.complete();
    co_await send_error(internal_error, "internal", "internal", "the request was not answered");
    co_return;
  }
  if (!writer_.ended()) {
    if (writer_.ends_by_closing()) reset_on_close();
    co_return;
  }
  if (writer_.keep_alive() == KeepAlive::yes) keep_ = co_await body_.discard(cancel_->token());
  lingers_ = !keep_ && !body_.complete();
  if (!keep_ && !lingers_ && stream_.tls() != nullptr) stream_.tls()->close_notify();
}

// Closing while the client still sends would reset the connection, and the answer could be lost: read on for a while, to no purpose.
Task<void> ServerConnection::linger() {
  if (stream_.tls() != nullptr) stream_.tls()->close_notify();
  stream_.socket().shut_down(SHUT_WR);
  input_.block.release();
  input_.used = 0;
  const Tick deadline = context_.loop.tick_after(linger_limit);
  auto scratch = context_.loop.take_scratch();
  while (!context_.stopping && context_.loop.tick() < deadline) {
    const IoResult result = stream_.socket().receive({scratch.get(), EventLoop::scratch_size});
    if (result.state == IoState::done) continue;
    if (result.state != IoState::would_block) break;
    context_.loop.give_scratch(std::move(scratch));
    const WakeReason wake = co_await stream_.socket().wait(Interest::read, deadline, CancelToken());
    scratch = context_.loop.take_scratch();
    if (wake != WakeReason::event) break;
  }
  context_.loop.give_scratch(std::move(scratch));
}

void ServerConnection::reset_on_close() {
  struct linger option{};
  option.l_onoff = 1;
  ::setsockopt(stream_.socket().descriptor(), SOL_SOCKET, SO_LINGER, &option, sizeof option);
}

void ServerConnection::watch_client() {
  watching_ = true;
  if (stream_.socket().hung_up()) on_hang_up();
}

void ServerConnection::on_hang_up() {
  if (watching_) cancel_->cancel(base::Error(ErrorKind::cancelled, "the client has gone", Origin::client));
}

void ServerConnection::close_if_idle() {
  if (phase_ != Phase::exchange) stream_.socket().shut_down(SHUT_RDWR);
}

void ServerConnection::cancel(const base::Error& reason) {
  if (phase_ == Phase::exchange) {
    cancel_->cancel(reason);
  } else {
    close_if_idle();
  }
}

bool ServerConnection::take_body_at_hand(std::size_t limit) {
  if (body_.complete()) return true;
  if (!body_.take_at_hand(limit)) return false;
  watch_client();
  return true;
}

Task<Result<void>> ServerConnection::read_body(std::size_t limit, const BodyGrowth* growth) {
  if (body_.complete()) co_return Result<void>();
  auto outcome = co_await body_.read(limit, cancel_->token(), growth);
  if (outcome) {
    watch_client();
  } else if (outcome.error().kind == ErrorKind::cancelled) {
    cancel_->cancel(outcome.error());
  }
  co_return outcome;
}

Result<void> ServerConnection::begin(const ResponseStart& start) {
  const bool long_rest = !body_.complete() && (body_.awaits_continue() || body_.framing().length > context_.options.unread_body_bytes);
  const KeepAlive wanted = context_.stopping || long_rest ? KeepAlive::no : KeepAlive::yes;
  return writer_.begin(start, wanted);
}

}  // namespace patchbay::transport
