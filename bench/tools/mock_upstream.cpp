// bench_mock_upstream [PORT]: a vendor that costs next to nothing. One thread, keep-alive, OpenAI's chat shapes for every path.
// Prints {"port":N} once it listens (PORT 0 or none: a free one).
//
// A body with "stream":true gets an SSE stream, one write an event; everything else gets one JSON reply. How streams run is set by the
// harness:
//   /control/pace/0      events back to back
//   /control/pace/MS     one event every MS milliseconds (up to 1000) in each stream, streams spread over the interval
//   /control/hold/MS     the same without end: an open, idle stream
//   /control/record      keep the next request as it arrived; /control/recorded gives it back, head and body
#include "http.hpp"
#include "mock_replies.hpp"
#include "net.hpp"

#include <fmt/format.h>
#include <sys/timerfd.h>

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay::bench {
namespace {

constexpr std::size_t probe_size = 1024;  // "stream" stands in the first or the last bytes of a body, whoever wrote it
constexpr std::size_t wheel_size = 1024;  // slots of one millisecond

enum class Ending : std::uint8_t { finish, never };

struct Pace {
  unsigned interval = 0;  // milliseconds; 0: back to back
  Ending ending = Ending::finish;
};

// What a request body asks for, found without parsing it.
struct Wish {
  bool stream = false;
  bool usage = false;

  void look_in(std::string_view bytes) {
    stream = stream || has(bytes, R"("stream":)");
    usage = usage || (stream && has(bytes, R"("include_usage":)"));
  }
  static bool has(std::string_view bytes, std::string_view key) {
    const void* found = memmem(bytes.data(), bytes.size(), key.data(), key.size());
    if (found == nullptr) return false;
    std::string_view value = bytes.substr(static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) + key.size());
    if (value.starts_with(' ')) value.remove_prefix(1);
    return value.starts_with("true");
  }
};

// The last bytes of a body that arrives in pieces.
class Tail {
 public:
  void clear() { size_ = 0; }
  void append(std::string_view bytes) {
    if (bytes.size() >= probe_size) {
      size_ = 0;
      bytes = bytes.substr(bytes.size() - probe_size);
    } else if (size_ + bytes.size() > probe_size) {
      const std::size_t keep = probe_size - bytes.size();
      std::memmove(data_.data(), data_.data() + (size_ - keep), keep);
      size_ = keep;
    }
    std::memcpy(data_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  std::string_view view() const { return {data_.data(), size_}; }

 private:
  std::array<char, probe_size> data_{};
  std::size_t size_ = 0;
};

enum class Phase : std::uint8_t { head, body, answer };
enum class Control : std::uint8_t { none, some };
enum class Timer : std::uint8_t { stopped, ticking };

struct Connection {
  int socket = -1;
  Phase phase = Phase::head;
  Control control = Control::none;
  std::string partial_head;
  std::string path;  // of a control request only
  BodyFraming framing = BodyFraming::none;
  std::uint64_t remaining = 0;
  ChunkedScanner chunks;
  bool first_piece = true;
  Wish wish;
  Tail tail;

  const Script* script = nullptr;
  Script own_script;
  std::size_t next_piece = 0;
  std::size_t offset = 0;
  bool blocked = false;
  Pace pace;
  int slot = -1;  // in the wheel; -1: not paced
};

class Mock {
 public:
  explicit Mock(std::uint16_t port) : listener_(listen_on(port)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    watch(epoll_, listener_, EPOLLIN, &listener_);
    watch(epoll_, timer_, EPOLLIN, &timer_);
  }
  std::uint16_t port() const { return bound_port(listener_); }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) dispatch(events[static_cast<std::size_t>(i)]);
    }
  }

 private:
  void dispatch(const epoll_event& event) {
    if (event.data.ptr == &listener_) return accept_all();
    if (event.data.ptr == &timer_) return on_timer();
    auto* connection = static_cast<Connection*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0 && connection->blocked && connection->slot < 0) send_rest(*connection);
    if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) on_readable(connection, event.events);
  }

  void accept_all() {
    for (;;) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) return;
      set_no_delay(socket);
      auto& connection = connections_[socket];
      connection = std::make_unique<Connection>();
      connection->socket = socket;
      watch(epoll_, socket, EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP, connection.get());
    }
  }

  void on_readable(Connection* connection, std::uint32_t events) {
    for (;;) {
      const ssize_t size = recv(connection->socket, scratch_.data(), scratch_.size(), 0);
      if (size < 0 && errno == EAGAIN) return;
      if (size <= 0) return drop(connection);
      if (!consume(*connection, std::string_view(scratch_.data(), static_cast<std::size_t>(size)))) return drop(connection);
      if (static_cast<std::size_t>(size) < scratch_.size() && (events & EPOLLRDHUP) == 0) return;
    }
  }

  void drop(Connection* connection) {
    leave_wheel(*connection);
    const int socket = connection->socket;
    connections_.erase(socket);
    close(socket);
  }

  // False when the peer does what no client of this bench does: sends a new request into a running answer.
  bool consume(Connection& connection, std::string_view bytes) {
    while (!bytes.empty()) {
      if (connection.phase == Phase::answer) return false;
      if (connection.phase == Phase::head) {
        if (!take_head(connection, bytes)) return true;
      } else {
        take_body(connection, bytes);
      }
    }
    return true;
  }

  // Moves bytes past the head; false when more is needed.
  bool take_head(Connection& connection, std::string_view& bytes) {
    const std::size_t before = connection.partial_head.size();
    if (before != 0) connection.partial_head.append(bytes);
    const std::string_view all = before != 0 ? std::string_view(connection.partial_head) : bytes;
    const std::optional<Head> head = parse_head(all);
    if (!head) {
      if (before == 0) connection.partial_head.assign(bytes);
      return false;
    }
    begin_request(connection, *head, all);
    bytes.remove_prefix(head->size - before);
    connection.partial_head.clear();
    if (connection.framing == BodyFraming::none || (connection.framing == BodyFraming::sized && connection.remaining == 0))
      answer(connection);
    return true;
  }

  void begin_request(Connection& connection, const Head& head, std::string_view bytes) {
    connection.phase = Phase::body;
    connection.framing = head.framing;
    connection.remaining = head.content_length;
    connection.chunks.reset();
    connection.first_piece = true;
    connection.wish = Wish();
    connection.tail.clear();
    connection.control = head.first_line.find(" /control/") != std::string_view::npos ? Control::some : Control::none;
    if (connection.control == Control::some) connection.path.assign(head.first_line);
    if (recording_ && connection.control == Control::none) recorded_.assign(bytes.substr(0, head.size));
  }

  void take_body(Connection& connection, std::string_view& bytes) {
    std::size_t used = 0;
    bool complete = false;
    if (connection.framing == BodyFraming::chunked) {
      used = connection.chunks.feed(bytes, [&](std::string_view payload) { take_payload(connection, payload); });
      complete = connection.chunks.done();
    } else {
      used = std::min<std::uint64_t>(bytes.size(), connection.remaining);
      take_payload(connection, bytes.substr(0, used));
      connection.remaining -= used;
      complete = connection.remaining == 0;
    }
    bytes.remove_prefix(used);
    if (complete) answer(connection);
  }

  void take_payload(Connection& connection, std::string_view payload) {
    if (connection.first_piece) connection.wish.look_in(payload.substr(0, probe_size));
    connection.first_piece = false;
    connection.tail.append(payload);
    if (recording_ && connection.control == Control::none) recorded_.append(payload);
  }

  void answer(Connection& connection) {
    connection.phase = Phase::answer;
    connection.next_piece = 0;
    connection.offset = 0;
    connection.pace = Pace();
    if (connection.control == Control::some) {
      connection.own_script = obey(connection.path);
      connection.script = &connection.own_script;
      return send_rest(connection);
    }
    recording_ = false;
    connection.wish.look_in(connection.tail.view());
    if (!connection.wish.stream) {
      connection.script = &replies_.json;
      return send_rest(connection);
    }
    connection.script = connection.wish.usage ? &replies_.stream_with_usage : &replies_.stream;
    connection.pace = pace_;
    if (pace_.interval == 0) return send_rest(connection);
    if (send_piece(connection)) ++connection.next_piece;
    enter_wheel(connection, tick_ + 1 + spread_++ % pace_.interval);
  }

  Script obey(std::string_view line) {
    const std::string_view path = line.substr(line.find(" /control/") + 10);
    if (path.starts_with("pace/")) pace_ = Pace{number_in(path.substr(5)), Ending::finish};
    if (path.starts_with("hold/")) pace_ = Pace{number_in(path.substr(5)), Ending::never};
    if (path.starts_with("recorded")) return make_reply("application/octet-stream", recorded_);
    if (path.starts_with("record")) {
      recording_ = true;
      recorded_.clear();
    }
    return make_reply("application/json", "{}");
  }
  static unsigned number_in(std::string_view text) {
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::min(number, 1000U);
  }

  // True when the piece has gone out whole.
  static bool send_piece(Connection& connection) {
    const SendState state = send_from(connection.socket, connection.script->pieces[connection.next_piece], connection.offset);
    connection.blocked = state == SendState::blocked;
    if (state != SendState::complete) return false;
    connection.offset = 0;
    return true;
  }

  static void send_rest(Connection& connection) {
    while (connection.next_piece < connection.script->pieces.size()) {
      if (!send_piece(connection)) return;
      ++connection.next_piece;
    }
    connection.phase = Phase::head;
  }

  void on_timer() {
    std::uint64_t expirations = 0;
    if (read(timer_, &expirations, sizeof expirations) != sizeof expirations) return;
    // A late timer catches up, but never with more than a short burst.
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(expirations, 50); ++i) turn_wheel();
    if (paced_ == 0) set_timer(Timer::stopped);
  }

  void turn_wheel() {
    ++tick_;
    due_.clear();
    due_.swap(wheel_[tick_ % wheel_size]);
    for (Connection* connection : due_) {
      --paced_;
      connection->slot = -1;
      send_next(*connection);
    }
  }

  void send_next(Connection& connection) {
    if (send_piece(connection)) ++connection.next_piece;
    const std::size_t last = connection.script->pieces.size();
    // An endless stream repeats its plain content events: after head, role and content comes content again.
    if (connection.pace.ending == Ending::never && connection.next_piece == stream_events) connection.next_piece = 2;
    if (connection.next_piece < last) return enter_wheel(connection, tick_ + connection.pace.interval);
    connection.phase = Phase::head;
  }

  void enter_wheel(Connection& connection, std::uint64_t tick) {
    ++paced_;
    set_timer(Timer::ticking);
    connection.slot = static_cast<int>(tick % wheel_size);
    wheel_[tick % wheel_size].push_back(&connection);
  }

  void leave_wheel(Connection& connection) {
    if (connection.slot < 0) return;
    std::erase(wheel_[static_cast<std::size_t>(connection.slot)], &connection);
    --paced_;
  }

  void set_timer(Timer wanted) {
    if (timer_state_ == wanted) return;
    timer_state_ = wanted;
    itimerspec setting{};
    setting.it_interval.tv_nsec = wanted == Timer::ticking ? 1'000'000 : 0;
    setting.it_value = setting.it_interval;
    timerfd_settime(timer_, 0, &setting, nullptr);
  }

  int listener_;
  int epoll_;
  int timer_ = -1;
  Timer timer_state_ = Timer::stopped;
  Replies replies_ = make_replies();
  Pace pace_;
  bool recording_ = false;
  std::string recorded_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  std::array<std::vector<Connection*>, wheel_size> wheel_;
  std::vector<Connection*> due_;
  std::uint64_t tick_ = 0;
  std::uint64_t spread_ = 0;
  std::size_t paced_ = 0;
  std::array<char, read_size> scratch_{};
};

}  // namespace
}  // namespace patchbay::bench

int main(int count, char** arguments) {
  patchbay::bench::settle_in_as_child_tool();
  const int port = count > 1 ? std::atoi(arguments[1]) : 0;
  const auto mock = std::make_unique<patchbay::bench::Mock>(static_cast<std::uint16_t>(port));
  fmt::print("{{\"port\":{}}}\n", mock->port());
  std::fflush(stdout);
  mock->run();
}
