#include "transport/connector.hpp"

#include "codec/http1_response_parser.hpp"
#include "codec/http1_writer.hpp"
#include "transport/buffer.hpp"
#include "transport/sleep.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace patchbay::transport {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Origin;
using base::Result;

constexpr Milliseconds busy_listener_pause{10};
constexpr std::size_t tunnel_head_bytes = 16 * 1024;
constexpr Milliseconds least_share{250};

Error unreachable(const std::string& what, int error) {
  return Error(ErrorKind::provider_unreachable, fmt::format("cannot connect to {}: {}", what, std::strerror(error)), Origin::provider);
}

Error too_slow(std::string_view what) {
  return Error(ErrorKind::timeout, fmt::format("connecting to {} took too long", what), Origin::provider);
}

Error ended(WakeReason wake, std::string_view what, CancelToken token) {
  return wake == WakeReason::cancelled ? token.reason() : too_slow(what);
}

// Where a context's new-session callback finds the connection.
int connection_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

Task<Connector::Connection> Connector::connect(const Endpoint& endpoint, Tick deadline, CancelToken token) {
  auto descriptor = co_await open(endpoint, deadline, token);
  if (!descriptor) co_return fail(descriptor.error());
  auto connection = std::make_unique<ClientConnection>(loop_, std::move(*descriptor), pool_, std::string(endpoint.key()));
  if (!connection->stream().socket().watched()) co_return fail(unreachable(endpoint.spec().host, ENOSPC));
  if (endpoint.uses_tls()) {
    auto secured = co_await tunnel_and_secure(*connection, endpoint, deadline, token);
    if (!secured) co_return fail(secured.error());
  }
  co_return connection;
}

Task<Result<void>> Connector::tunnel_and_secure(ClientConnection& connection, const Endpoint& endpoint, Tick deadline, CancelToken token) {
  if (endpoint.spec().proxy) {
    auto tunnelled = co_await tunnel(connection.stream(), endpoint, deadline, token);
    if (!tunnelled) co_return tunnelled;
  }
  co_return co_await secure(connection, endpoint, deadline, token);
}

Task<Result<UniqueFd>> Connector::open(const Endpoint& endpoint, Tick deadline, CancelToken token) {
  const EndpointSpec& spec = endpoint.spec();
  if (!spec.unix_path.empty()) return open_unix(spec.unix_path, deadline, token);
  if (spec.proxy) return open_tcp(spec.proxy->host, spec.proxy->port, deadline, token);
  return open_tcp(spec.host, spec.port, deadline, token);
}

// A full backlog of a Unix socket cannot be waited for: EAGAIN, try again.
Task<Result<UniqueFd>> Connector::open_unix(const std::string& path, Tick deadline, CancelToken token) {
  const auto address = SocketAddress::from_unix_path(path);
  if (!address) co_return fail(address.error());
  while (true) {
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.valid()) co_return fail(unreachable(path, errno));
    if (::connect(socket.get(), address->get(), address->length()) == 0) co_return socket;
    if (errno != EAGAIN) co_return fail(unreachable(path, errno));
    if (loop_.tick() >= deadline) co_return fail(too_slow(path));
    auto slept = co_await sleep_for(loop_, busy_listener_pause, token);
    if (!slept) co_return fail(slept.error());
  }
}

Task<Result<UniqueFd>> Connector::open_tcp(const std::string& host, std::uint16_t port, Tick deadline, CancelToken token) {
  const auto literal = SocketAddress::from_literal(host, port);
  if (!literal) co_return co_await open_named(host, port, deadline, token);
  Dialled dialled = co_await dial(*literal, deadline, token);
  if (!dialled.descriptor.valid()) co_return fail(why(dialled, *literal, token));
  co_return std::move(dialled.descriptor);
}

// Addresses in order, each with its share of the time that is left, so that one dead address does not eat it all.
Task<Result<UniqueFd>> Connector::open_named(const std::string& host, std::uint16_t port, Tick deadline, CancelToken token) {
  auto addresses = co_await resolver_.resolve(loop_, host, port, deadline, token);
  if (!addresses) co_return fail(addresses.error());
  Dialled dialled;
  std::size_t index = 0;
  for (; index < addresses->size(); ++index) {
    Tick until = deadline;
    if (deadline != never) {
      const Tick left = deadline > loop_.tick() ? deadline - loop_.tick() : 0;
      const Tick share = std::max<Tick>(left / (addresses->size() - index), static_cast<Tick>(least_share.count()));
      until = std::min(deadline, loop_.tick() + share);
    }
    dialled = co_await dial((*addresses)[index], until, token);
    if (dialled.descriptor.valid()) co_return std::move(dialled.descriptor);
    if (dialled.wake == WakeReason::cancelled || loop_.tick() >= deadline) break;
  }
  co_return fail(why(dialled, (*addresses)[std::min(index, addresses->size() - 1)], token));
}

Task<Connector::Dialled> Connector::dial(const SocketAddress& address, Tick deadline, CancelToken token) {
  Dialled dialled;
  UniqueFd descriptor(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const bool connected = descriptor.valid() && ::connect(descriptor.get(), address.get(), address.length()) == 0;
  if (!connected && errno != EINPROGRESS) {
    dialled.error = errno;
    co_return dialled;
  }
  const int on = 1;
  ::setsockopt(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!connected) {
    Socket socket(loop_, std::move(descriptor));
    socket.set_writable(false);
    dialled.wake = co_await socket.wait(Interest::write, deadline, token);
    dialled.error = socket.take_error();
    if (dialled.wake != WakeReason::event || dialled.error != 0) co_return dialled;
    descriptor = socket.release();
  }
  dialled.descriptor = std::move(descriptor);
  co_return dialled;
}

Error Connector::why(const Dialled& dialled, const SocketAddress& address, CancelToken token) {
  if (dialled.wake != WakeReason::event) return ended(dialled.wake, address.text(), token);
  return unreachable(address.text(), dialled.error);
}

Task<Result<void>> Connector::tunnel(Stream& stream, const Endpoint& endpoint, Tick deadline, CancelToken token) {
  const EndpointSpec& spec = endpoint.spec();
  const std::string proxy = fmt::format("the proxy {}:{}", spec.proxy->host, spec.proxy->port);
  const std::string host = spec.host.find(':') == std::string::npos ? spec.host : fmt::format("[{}]", spec.host);
  const std::string authority = fmt::format("{}:{}", host, spec.port);
  std::string text;
  codec::Http1HeadWriter writer(text);
  writer.request_line("CONNECT", authority);
  writer.field("host", authority);
  if (!spec.proxy->authorization.empty()) writer.field("proxy-authorization", spec.proxy->authorization);
  if (!writer.finish()) co_return fail(ErrorKind::invalid_request, "the proxy request cannot be written");

  std::array<iovec, 1> pieces = {piece_of(text)};
  std::span<iovec> rest(pieces);
  while (!rest.empty()) {
    const IoResult sent = stream.write(rest);
    if (sent.state == IoState::done) {
      rest = advance(rest, sent.bytes);
      continue;
    }
    if (sent.state != IoState::would_block) co_return fail(unreachable(proxy, sent.error));
    const WakeReason wake = co_await stream.wait_to_write(deadline, token);
    if (wake != WakeReason::event) co_return fail(ended(wake, proxy, token));
  }

  // The tunnel's head is read byte-exactly: what follows it belongs to TLS, and a server there does not speak first.
  codec::Http1ResponseParser parser(codec::Method::connect);
  codec::ResponseHeadView head;
  Buffer answer(tunnel_head_bytes);
  while (true) {
    const IoResult got = stream.read(answer.free_space());
    if (got.state == IoState::would_block) {
      const WakeReason wake = co_await stream.wait_to_read(deadline, token);
      if (wake != WakeReason::event) co_return fail(ended(wake, proxy, token));
      continue;
    }
    if (got.state != IoState::done) co_return fail(ErrorKind::provider_unreachable, proxy + " closed the connection", Origin::provider);
    answer.commit(got.bytes);
    const auto progress = parser.feed(answer.view(), head);
    if (!progress || (*progress == codec::ParseProgress::need_more && answer.free_space().empty())) {
      co_return fail(ErrorKind::provider_unreachable, proxy + " answered something that is not HTTP", Origin::provider);
    }
    if (*progress == codec::ParseProgress::complete) break;
  }
  if (head.status < 200 || head.status > 299) {
    co_return fail(ErrorKind::provider_unreachable, fmt::format("{} refused the tunnel with status {}", proxy, head.status),
                   Origin::provider);
  }
  co_return Result<void>();
}

Result<ssl_ctx_st*> Connector::context_for(const std::string& ca_file) {
  const auto known = contexts_.find(ca_file);
  if (known != contexts_.end()) return known->second.get();
  auto context = make_client_context(ca_file);
  if (!context) return fail(context.error());
  SSL_CTX_set_session_cache_mode(context->get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context->get(), [](SSL* tls, SSL_SESSION* session) {
    auto* connection = static_cast<ClientConnection*>(SSL_get_ex_data(tls, connection_index()));
    if (connection == nullptr) return 0;
    connection->remember_session(session);
    return 1;
  });
  return contexts_.emplace(ca_file, std::move(*context)).first->second.get();
}

Task<Result<void>> Connector::secure(ClientConnection& connection, const Endpoint& endpoint, Tick deadline, CancelToken token) {
  const std::string name(endpoint.verified_name());
  auto context = context_for(endpoint.spec().ca_file);
  if (!context) co_return fail(ErrorKind::provider_tls, context.error().message);
  Stream& stream = connection.stream();
  auto session = TlsSession::connect_on(*context, stream.socket().descriptor(), name, pool_.session(endpoint.key()));
  if (!session) co_return fail(session.error());
  SSL_set_ex_data(session->get(), connection_index(), &connection);
  stream.set_tls(std::move(*session));
  const Stream::Handshake shaken = co_await stream.shake_hands(deadline, token);
  if (shaken.wake != WakeReason::event) co_return fail(ended(shaken.wake, name, token));
  if (!shaken.succeeded) {
    co_return fail(ErrorKind::provider_tls, fmt::format("TLS with {} failed: {}", name, stream.tls()->failure()), Origin::provider);
  }
  co_return Result<void>();
}

}  // namespace patchbay::transport
