// The life of one client connection: heads in, exchanges one after the other, then a proper farewell.
#pragma once

#include "codec/http1_request_parser.hpp"
#include "transport/frame_pool.hpp"
#include "transport/http_server.hpp"
#include "transport/request_body.hpp"
#include "transport/response_writer.hpp"
#include "transport/server_exchange.hpp"
#include "transport/stream.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace patchbay::transport {

class ServerConnection;

struct IdleNode : ListNode {
  ServerConnection* connection = nullptr;
};
struct OpenNode : ListNode {
  ServerConnection* connection = nullptr;
};

// What the connections of one server share.
struct ServerContext {
  ServerContext(EventLoop& owner, Handler& requests, HttpServerOptions limits) : loop(owner), handler(requests), options(limits) {}

  EventLoop& loop;
  Handler& handler;
  HttpServerOptions options;
  IntrusiveList<OpenNode> open;
  IntrusiveList<IdleNode> idle;  // the longest idle first
  std::size_t active = 0;        // running exchanges
  bool stopping = false;
};

class ServerConnection final : public Pooled, private SocketObserver {
 public:
  ServerConnection(ServerContext& context, UniqueFd descriptor, Peer peer, std::size_t listener);
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;
  ~ServerConnection();

  Task<void> run(std::shared_ptr<TlsServerContext> tls);
  void close_if_idle();  // ends the connection unless an exchange runs
  void cancel(const base::Error& reason);

 private:
  friend class ServerExchange;
  enum class Phase : std::uint8_t { between, exchange };
  enum class HeadOutcome : std::uint8_t { complete, ended };

  PATCHBAY_SELDOM Task<bool> secure(TlsServerContext& tls);
  Task<HeadOutcome> read_head();
  Task<WakeReason> wait_for_head(Tick deadline);
  void make_room();
  void adopt_head();
  PATCHBAY_SELDOM Task<void> refuse(int status, std::string_view rule, std::string_view message);
  PATCHBAY_SELDOM Task<void> send_error(int status, std::string_view type, std::string_view code, std::string_view message);
  Task<void> serve();
  PATCHBAY_SELDOM Task<void> finish_exchange();
  PATCHBAY_SELDOM Task<void> linger();
  void reset_on_close();
  void watch_client();
  void on_hang_up() override;
  bool take_body_at_hand(std::size_t limit);
  Task<base::Result<void>> read_body(std::size_t limit, const BodyGrowth* growth);
  base::Result<void> begin(const ResponseStart& start);

  ServerContext& context_;
  Stream stream_;
  Peer peer_;
  std::size_t listener_;
  OpenNode open_node_;
  IdleNode idle_node_;
  Input input_;
  Buffer head_bytes_;
  codec::Http1RequestParser parser_;
  codec::RequestHeadView head_;
  RequestBody body_;
  ResponseWriter writer_;
  std::optional<CancelSource> cancel_;
  ServerExchange exchange_;
  Phase phase_ = Phase::between;
  bool watching_ = false;
  bool keep_ = true;
  bool lingers_ = false;
  bool first_ = true;
};

}  // namespace patchbay::transport
