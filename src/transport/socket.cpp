#include "transport/socket.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace patchbay::transport {

Socket::Socket(EventLoop& loop, UniqueFd descriptor) : loop_(loop), descriptor_(std::move(descriptor)) {
  watched_ = loop_.watch(descriptor_.get(), *this);
}

Socket::~Socket() {
  if (watched_ && descriptor_.valid()) loop_.forget(descriptor_.get(), *this);
}

UniqueFd Socket::release() {
  if (watched_) loop_.forget(descriptor_.get(), *this);
  return std::move(descriptor_);
}

IoResult Socket::receive(std::span<char> into) {
  if (!readable_) return {IoState::would_block, 0, 0};
  const ssize_t count = ::recv(descriptor_.get(), into.data(), into.size(), 0);
  if (count > 0) {
    if (static_cast<std::size_t>(count) < into.size() && !hung_up_) readable_ = false;
    return {IoState::done, static_cast<std::size_t>(count), 0};
  }
  if (count == 0) return {IoState::closed, 0, 0};
  if (errno == EINTR) return receive(into);
  if (errno != EAGAIN) return {IoState::failed, 0, errno};
  readable_ = false;
  return {IoState::would_block, 0, 0};
}

IoResult Socket::send(std::span<const iovec> pieces) {
  if (!writable_) return {IoState::would_block, 0, 0};
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = std::min<std::size_t>(pieces.size(), IOV_MAX);
  const ssize_t count = ::sendmsg(descriptor_.get(), &message, MSG_NOSIGNAL);
  if (count >= 0) return {IoState::done, static_cast<std::size_t>(count), 0};
  if (errno == EINTR) return send(pieces);
  if (errno != EAGAIN) return {IoState::failed, 0, errno};
  writable_ = false;
  return {IoState::would_block, 0, 0};
}

SocketWait Socket::wait(Interest interest, Tick deadline, CancelToken token) { return {*this, interest, deadline, token}; }

void Socket::shut_down(int how) { ::shutdown(descriptor_.get(), how); }

int Socket::take_error() const {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(descriptor_.get(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

void Socket::on_events(std::uint32_t events) {
  constexpr std::uint32_t ended = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((events & (EPOLLIN | ended)) != 0) readable_ = true;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) writable_ = true;
  if ((events & ended) != 0) hung_up_ = true;
  if (readable_ && reader_ != nullptr) reader_->finish(WakeReason::event);
  if (writable_ && writer_ != nullptr) writer_->finish(WakeReason::event);
  if (observer_ == nullptr) return;
  if (hung_up_) {
    observer_->on_hang_up();
  } else if (readable_) {
    observer_->on_readable();
  }
}

void Socket::Deadline::on_due(Timer& timer) {
  if (SocketWait* wait = static_cast<Deadline&>(timer).wait) wait->finish(WakeReason::timeout);
}

SocketWait::SocketWait(Socket& socket, Interest interest, Tick deadline, CancelToken token)
    : CancelHook(&SocketWait::on_cancel), socket_(socket), deadline_(deadline), token_(token), interest_(interest) {}

SocketWait::~SocketWait() { detach(); }

bool SocketWait::await_ready() {
  const bool ready = (interest_ != Interest::write && socket_.readable_) || (interest_ != Interest::read && socket_.writable_);
  if (token_.cancelled()) reason_ = WakeReason::cancelled;
  return ready || reason_ == WakeReason::cancelled;
}

void SocketWait::await_suspend(std::coroutine_handle<> handle) {
  ready_.handle = handle;
  token_.add(*this);
  if (interest_ != Interest::write) socket_.reader_ = this;
  if (interest_ != Interest::read) socket_.writer_ = this;
  Socket::Deadline& timer = interest_ == Interest::read ? socket_.read_deadline_ : socket_.write_deadline_;
  timer.wait = this;
  if (deadline_ != never) socket_.loop_.arm(timer, deadline_);
}

void SocketWait::finish(WakeReason reason) {
  reason_ = reason;
  detach();
  socket_.loop_.resume_soon(ready_);
}

void SocketWait::detach() {
  CancelHook::unlink();
  if (socket_.reader_ == this) socket_.reader_ = nullptr;
  if (socket_.writer_ == this) socket_.writer_ = nullptr;
  Socket::Deadline& timer = interest_ == Interest::read ? socket_.read_deadline_ : socket_.write_deadline_;
  if (timer.wait != this) return;
  timer.wait = nullptr;
  timer.stop();
}

void SocketWait::on_cancel(CancelHook& hook) { static_cast<SocketWait&>(hook).finish(WakeReason::cancelled); }

}  // namespace patchbay::transport
