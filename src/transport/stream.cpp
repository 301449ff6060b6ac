#include "transport/stream.hpp"

namespace patchbay::transport {

IoResult Stream::read(std::span<char> into) {
  if (!tls_) return socket_.receive(into);
  read_want_ = Interest::read;
  const IoResult result = tls_->read(into, read_want_);
  if (result.state == IoState::would_block) {
    read_want_ == Interest::read ? socket_.set_readable(socket_.hung_up()) : socket_.set_writable(false);
  }
  return result;
}

IoResult Stream::write(std::span<const iovec> pieces) {
  if (!tls_) return socket_.send(pieces);
  write_want_ = Interest::write;
  const IoResult result = tls_->write(pieces, write_want_);
  if (result.state == IoState::would_block) {
    write_want_ == Interest::write ? socket_.set_writable(false) : socket_.set_readable(socket_.hung_up());
  }
  return result;
}

Task<Stream::Handshake> Stream::shake_hands(Tick deadline, CancelToken token) {
  Handshake outcome;
  while (true) {
    const TlsStep step = tls_->handshake();
    if (step == TlsStep::done || step == TlsStep::failed) {
      outcome.succeeded = step == TlsStep::done;
      co_return outcome;
    }
    const Interest want = step == TlsStep::want_read ? Interest::read : Interest::write;
    want == Interest::read ? socket_.set_readable(socket_.hung_up()) : socket_.set_writable(false);
    outcome.wake = co_await socket_.wait(want, deadline, token);
    if (outcome.wake != WakeReason::event) co_return outcome;
  }
}

std::span<iovec> advance(std::span<iovec> pieces, std::size_t bytes) {
  while (!pieces.empty() && bytes >= pieces.front().iov_len) {
    bytes -= pieces.front().iov_len;
    pieces = pieces.subspan(1);
  }
  if (!pieces.empty()) {
    pieces.front().iov_base = static_cast<char*>(pieces.front().iov_base) + bytes;
    pieces.front().iov_len -= bytes;
  }
  return pieces;
}

}  // namespace patchbay::transport
