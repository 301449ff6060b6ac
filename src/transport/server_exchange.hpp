// One request and its answer, as a handler sees them.
#pragma once

#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "transport/buffer.hpp"
#include "transport/cancel.hpp"
#include "transport/event_loop.hpp"
#include "transport/task.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace patchbay::transport {

class ServerConnection;

enum class PeerKind : std::uint8_t { tcp, tls, unix_socket };
struct Peer {
  PeerKind kind = PeerKind::tcp;
  std::string ip;  // without port; empty for Unix sockets
  std::uint16_t port = 0;
};

// The head of an answer. Content-length, transfer-encoding, connection and date are the server's: such fields are left out here.
struct ResponseStart {
  explicit ResponseStart(int response_status, std::span<const codec::HeaderView> response_fields = {},
                         std::optional<std::uint64_t> body_length = std::nullopt)
      : status(response_status), fields(response_fields), content_length(body_length) {}

  int status;
  std::span<const codec::HeaderView> fields;
  std::optional<std::uint64_t> content_length;  // for begin(): known length instead of chunks
};

// Asked before the memory of a body that does not tell its length grows to `bytes` in all; its error ends the reading.
using BodyGrowth = std::function<base::Result<void>(std::size_t bytes)>;

// Lives while its handler runs; belongs to the loop's thread. Every operation ends early, with the reason, when cancelled() fires.
class ServerExchange {
 public:
  [[nodiscard]] const codec::RequestHeadView& head() const;  // views live as long as the exchange
  [[nodiscard]] const Peer& peer() const;
  [[nodiscard]] std::size_t listener() const;  // index into the group's listeners
  [[nodiscard]] EventLoop& loop() const;

  // Fires when the client has gone (end of its stream, reset), takes nothing for too long, or when the server is shut down by force.
  [[nodiscard]] CancelToken cancelled();
  void cancel(base::Error reason);

  // The body. read_body: answers Expect: 100-continue, takes content-length and chunked, fails with request_too_large (before reading, if
  // the length says so), invalid_request (bad framing), timeout (too slow) or cancelled. Once; later calls return at once.
  // `growth`, if there is one, is asked for chunked bodies only and lives until the call returns.
  Task<base::Result<void>> read_body(std::size_t limit, const BodyGrowth* growth = nullptr);
  // The same for a body that is there already, as most are: true, and nothing is left to read. False: read_body() it.
  bool take_body_at_hand(std::size_t limit);
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;  // nullopt: chunked
  [[nodiscard]] bool has_body() const;
  [[nodiscard]] std::string_view body() const;  // Buffer::tail_padding readable bytes follow
  void release_body();                          // give the memory back early
  [[nodiscard]] Buffer take_body();             // move it out

  // The answer. Either respond(), or begin(), any number of write()s, and end(). What is given must stay alive until the call returns.
  // A write suspends while the client's socket is full. Fails with cancelled, invalid_request (a field that cannot be written).
  Task<base::Result<void>> respond(ResponseStart start, std::span<const std::string_view> body);
  Task<base::Result<void>> respond(ResponseStart start, std::string_view body);
  base::Result<void> begin(ResponseStart start);  // sends nothing yet; the head goes with the first write, flush or end
  Task<base::Result<void>> write(std::span<const std::string_view> pieces);  // one chunk, one system call
  Task<base::Result<void>> write(std::string_view piece);
  Task<base::Result<void>> flush();  // the head, if it has not gone yet
  Task<base::Result<void>> end(std::span<const std::string_view> last_pieces = {});
  // Nothing more is sent and the connection is closed, so that the client sees the answer cut. The same happens when a handler returns
  // after begin() and before end().
  void abort();

  [[nodiscard]] bool begun() const;      // begin() or respond() was called
  [[nodiscard]] bool head_sent() const;  // bytes of the answer have left
  [[nodiscard]] bool ended() const;
  [[nodiscard]] std::uint64_t bytes_received() const;  // of this request, head and body
  [[nodiscard]] std::uint64_t bytes_sent() const;      // of this answer, with framing

 private:
  friend class ServerConnection;
  explicit ServerExchange(ServerConnection& connection) : connection_(connection) {}
  ServerConnection& connection_;
};

}  // namespace patchbay::transport
