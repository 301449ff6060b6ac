// bench_load_generator --port N --body FILE [...]: one thread, keep-alive connections, one line of JSON on standard output.
//   closed loop   --connections N --seconds S            each connection sends its next request when its answer is complete
//   open loop     --connections N --seconds S --rate R   R requests a second at fixed times; latency counts from the intended time
//   held streams  --hold                                 reads numbers from standard input: that many streams are opened and kept;
//                                                        {"held":N} is printed when each of them has had two events; ends at end of input
// --events N: every answer must carry N SSE events, else it is an error. --path P: default /v1/chat/completions.
#include "http.hpp"
#include "load_report.hpp"
#include "net.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::bench {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t patience = 30 * second;  // beyond the asked duration, for answers under way

enum class Mode : std::uint8_t { closed, open, hold };

struct Options {
  std::uint16_t port = 0;
  std::string body;
  std::string path = "/v1/chat/completions";
  std::size_t connections = 1;
  double seconds = 1;
  double rate = 0;
  std::optional<std::uint64_t> events;
  Mode mode = Mode::closed;
};

// The head of the official Python SDK, so that servers parse what they meet in life.
std::string make_request(const Options& options) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
      "User-Agent: OpenAI/Python 1.93.0\r\nAuthorization: Bearer sk-bench-0123456789abcdef0123456789abcdef0123456789abcdef\r\n"
      "X-Stainless-Lang: python\r\nX-Stainless-Package-Version: 1.93.0\r\nX-Stainless-OS: Linux\r\nX-Stainless-Arch: x64\r\n"
      "X-Stainless-Runtime: CPython\r\nX-Stainless-Runtime-Version: 3.11.7\r\nContent-Length: {}\r\n\r\n{}",
      options.path, options.port, options.body.size(), options.body);
}

struct Connection {
  int socket = -1;
  bool busy = false;
  bool blocked = false;
  bool have_head = false;
  int status = 0;
  BodyFraming framing = BodyFraming::none;
  std::uint64_t remaining = 0;
  ChunkedScanner chunks;
  EventCounter events;
  std::string partial_head;
  std::size_t written = 0;
  std::uint64_t begun = 0;
  std::uint64_t first_byte = 0;
};

class LoadGenerator {
 public:
  explicit LoadGenerator(const Options& options)
      : options_(options), request_(make_request(options)), epoll_(epoll_create1(EPOLL_CLOEXEC)), begun_(now()) {}

  LoadReport run() {
    if (options_.mode != Mode::hold) open_connections(options_.connections);
    begun_ = now();
    end_ = begun_ + static_cast<std::uint64_t>(options_.seconds * static_cast<double>(second));
    if (options_.mode == Mode::closed) run_closed();
    if (options_.mode == Mode::open) run_open();
    if (options_.mode == Mode::hold) run_hold();
    report_.seconds = static_cast<double>(now() - begun_) / static_cast<double>(second);
    return std::move(report_);
  }

 private:
  void open_connections(std::size_t wanted) {
    while (connections_.size() < wanted) {
      connections_.push_back(std::make_unique<Connection>());
      attach(*connections_.back());
      idle_.push_back(connections_.back().get());
    }
  }
  void attach(Connection& connection) const {
    connection.socket = connect_to(options_.port);
    watch(epoll_, connection.socket, EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP, &connection);
  }

  void run_closed() {
    while (!idle_.empty()) start(*take_idle(), now());
    while (busy_ > 0 && now() < end_ + patience) wait_for(second);
    give_up_on_the_rest();
  }

  void run_open() {
    const auto total = static_cast<std::uint64_t>(options_.rate * options_.seconds);
    for (std::uint64_t sent = 0; (sent < total || busy_ > 0) && now() < end_ + patience;) {
      std::uint64_t wait = second;
      while (sent < total) {
        const std::uint64_t due = begun_ + static_cast<std::uint64_t>(static_cast<double>(sent) * 1e9 / options_.rate);
        const std::uint64_t time = now();
        wait = due > time ? due - time : 0;
        if (wait > 0) break;
        if (idle_.empty()) {
          ++report_.delayed;
          wait = second;  // an answer will end the wait
          break;
        }
        start(*take_idle(), due);
        ++sent;
      }
      wait_for(wait);
    }
    give_up_on_the_rest();
  }

  void run_hold() {
    watch(epoll_, STDIN_FILENO, EPOLLIN | EPOLLHUP, this);
    while (!input_ended_) {
      wait_for(second / 10);
      if (held_reported_ || !all_held()) continue;
      held_reported_ = true;
      fmt::print("{{\"held\":{},\"errors\":{}}}\n", connections_.size(), report_.errors);
      std::fflush(stdout);
    }
  }

  bool all_held() const {
    return std::all_of(connections_.begin(), connections_.end(), [](const auto& connection) { return connection->events.count() >= 2; });
  }

  void on_input() {
    std::array<char, 64> line{};
    const ssize_t size = read(STDIN_FILENO, line.data(), line.size() - 1);
    if (size <= 0) {
      input_ended_ = true;
      return;
    }
    open_connections(static_cast<std::size_t>(std::atol(line.data())));
    while (!idle_.empty()) start(*take_idle(), now());
    held_reported_ = false;
  }

  Connection* take_idle() {
    Connection* connection = idle_.back();
    idle_.pop_back();
    return connection;
  }

  void start(Connection& connection, std::uint64_t intended) {
    connection.busy = true;
    connection.have_head = false;
    connection.written = 0;
    connection.first_byte = 0;
    connection.begun = intended;
    connection.chunks.reset();
    connection.events.reset();
    ++busy_;
    push(connection);
  }
  void push(Connection& connection) {
    connection.blocked = send_from(connection.socket, request_, connection.written) == SendState::blocked;
  }

  void wait_for(std::uint64_t nanoseconds) {
    const timespec wait{static_cast<time_t>(nanoseconds / second), static_cast<long>(nanoseconds % second)};
    const int count = epoll_pwait2(epoll_, ready_.data(), static_cast<int>(ready_.size()), &wait, nullptr);
    for (int i = 0; i < count; ++i) dispatch(ready_[static_cast<std::size_t>(i)]);
  }

  void dispatch(const epoll_event& event) {
    if (event.data.ptr == this) return on_input();
    auto& connection = *static_cast<Connection*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0 && connection.busy && connection.blocked) push(connection);
    if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) on_readable(connection);
  }

  void on_readable(Connection& connection) {
    for (;;) {
      const ssize_t size = recv(connection.socket, scratch_.data(), scratch_.size(), 0);
      if (size < 0 && errno == EAGAIN) return;
      if (size <= 0) return on_closed(connection);
      const std::string_view bytes(scratch_.data(), static_cast<std::size_t>(size));
      if (!connection.busy) return on_surplus(connection);
      take(connection, bytes);
      if (bytes.size() < scratch_.size()) return;
    }
  }

  void on_surplus(Connection& connection) {
    note_error("bytes after the end of an answer");
    close(connection.socket);
    attach(connection);
  }

  void on_closed(Connection& connection) {
    close(connection.socket);
    ++report_.reconnects;
    attach(connection);
    if (!connection.busy) return;
    note_error("connection closed in the middle of an answer");
    finish(connection);
  }

  void take(Connection& connection, std::string_view bytes) {
    ++report_.reads;
    report_.bytes += bytes.size();
    if (connection.first_byte == 0) connection.first_byte = now();
    if (connection.have_head) return take_body(connection, bytes);
    const std::size_t before = connection.partial_head.size();
    if (before != 0) connection.partial_head.append(bytes);
    const std::optional<Head> head = parse_head(before != 0 ? std::string_view(connection.partial_head) : bytes);
    if (!head) {
      if (before == 0) connection.partial_head.assign(bytes);
      return;
    }
    connection.have_head = true;
    connection.status = status_of(head->first_line);
    connection.framing = head->framing;
    connection.remaining = head->content_length;
    connection.partial_head.clear();
    take_body(connection, bytes.substr(head->size - before));
  }

  void take_body(Connection& connection, std::string_view bytes) {
    if (connection.framing == BodyFraming::chunked) {
      connection.chunks.feed(bytes, [&](std::string_view payload) { connection.events.feed(payload); });
      if (connection.chunks.done()) check_and_finish(connection);
      return;
    }
    connection.events.feed(bytes);
    connection.remaining -= std::min<std::uint64_t>(connection.remaining, bytes.size());
    if (connection.remaining == 0) check_and_finish(connection);
  }

  void check_and_finish(Connection& connection) {
    if (connection.status != 200)
      note_error(fmt::format("status {}", connection.status));
    else if (connection.written != request_.size())
      note_error("answered before the request was complete");
    else if (options_.events && connection.events.count() != *options_.events)
      note_error(fmt::format("{} events", connection.events.count()));
    finish(connection);
  }

  void finish(Connection& connection) {
    const std::uint64_t time = now();
    connection.busy = false;
    --busy_;
    ++report_.completed;
    report_.events += connection.events.count();
    report_.latencies.push_back(time - connection.begun);
    report_.first_bytes.push_back(connection.first_byte > connection.begun ? connection.first_byte - connection.begun : 0);
    if (options_.mode == Mode::closed && time < end_) return start(connection, time);
    idle_.push_back(&connection);
  }

  void note_error(const std::string& what) {
    if (report_.errors++ < 3) fmt::print(stderr, "load generator: {}\n", what);
  }
  void give_up_on_the_rest() {
    for (; busy_ > 0; --busy_) note_error("no answer");
  }

  const Options& options_;
  std::string request_;
  int epoll_;
  std::uint64_t begun_;
  std::uint64_t end_ = 0;
  std::size_t busy_ = 0;
  bool input_ended_ = false;
  bool held_reported_ = true;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  LoadReport report_;
  std::array<epoll_event, 256> ready_{};
  std::array<char, read_size> scratch_{};
};

std::string read_file(const char* path) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail(path);
  std::string text;
  std::array<char, 65536> block{};
  for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), file)) > 0;) text.append(block.data(), size);
  std::fclose(file);
  return text;
}

bool set_option(Options& options, std::string_view name, const char* value) {
  if (name == "--port")
    options.port = static_cast<std::uint16_t>(std::atoi(value));
  else if (name == "--body")
    options.body = read_file(value);
  else if (name == "--path")
    options.path = value;
  else if (name == "--connections")
    options.connections = static_cast<std::size_t>(std::atol(value));
  else if (name == "--seconds")
    options.seconds = std::atof(value);
  else if (name == "--events")
    options.events = static_cast<std::uint64_t>(std::atol(value));
  else if (name == "--rate")
    options.rate = std::atof(value);
  else
    return false;
  return true;
}

bool parse(Options& options, int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    if (std::string_view(arguments[i]) == "--hold") {
      options.mode = Mode::hold;
    } else if (i + 1 >= count || !set_option(options, arguments[i], arguments[i + 1])) {
      return false;
    } else {
      ++i;
    }
  }
  if (options.rate > 0 && options.mode == Mode::closed) options.mode = Mode::open;
  return options.port != 0 && !options.body.empty();
}

}  // namespace
}  // namespace patchbay::bench

int main(int count, char** arguments) {
  using namespace patchbay::bench;
  settle_in_as_child_tool();
  Options options;
  if (!parse(options, count, arguments)) {
    fmt::print(
        stderr,
        "usage: bench_load_generator --port N --body FILE [--path P] [--connections N] [--seconds S] [--rate R] [--events N] [--hold]\n");
    return 2;
  }
  const auto generator = std::make_unique<LoadGenerator>(options);
  LoadReport report = generator->run();
  fmt::print("{}\n", to_json(report));
  return report.errors == 0 ? 0 : 1;
}
