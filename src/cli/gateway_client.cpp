#include "cli/gateway_client.hpp"

#include "codec/sse_parser.hpp"
#include "json/document.hpp"
#include "transport/address.hpp"
#include "transport/block_on.hpp"
#include "transport/http_client.hpp"
#include "transport/signals.hpp"
#include "transport/unique_fd.hpp"

#include <signal.h>
#include <unistd.h>

namespace patchbay::cli {
namespace {

using base::Result;
using transport::Task;

constexpr std::size_t reply_limit = 64 * 1024 * 1024;

transport::Endpoint endpoint_of(const std::filesystem::path& socket) {
  transport::EndpointSpec spec;
  spec.host = "localhost";
  spec.port = 80;
  spec.unix_path = socket.string();
  return transport::Endpoint(std::move(spec));
}

// A loop, a client and the request's parts, for one call.
class Call {
 public:
  explicit Call(const std::filesystem::path& socket) : client_(loop_, resolver_), endpoint_(endpoint_of(socket)) {}

  transport::EventLoop& loop() { return loop_; }
  transport::CancelSource& cancel() { return cancel_; }

  Task<Result<std::unique_ptr<transport::UpstreamResponse>>> send(std::string_view method, std::string_view path, std::string_view body) {
    const transport::UpstreamRequest request(method, path, fields_,
                                             body.empty() ? std::span<const std::string_view>() : std::span(&body, 1));
    const transport::UpstreamLimits limits(std::chrono::seconds(5), base::Milliseconds(0), base::Milliseconds(0), base::Milliseconds(0));
    co_return co_await client_.send(endpoint_, request, limits, cancel_.token());
  }

 private:
  transport::EventLoop loop_;
  transport::SystemResolver resolver_;
  transport::HttpClient client_;
  transport::Endpoint endpoint_;
  transport::CancelSource cancel_;
  std::vector<codec::HeaderView> fields_ = {{"content-type", "application/json"}};
};

Task<Result<Reply>> exchange(Call& call, std::string_view method, std::string_view path, std::string_view body) {
  auto response = co_await call.send(method, path, body);
  if (!response) co_return base::fail(response.error());
  Reply reply;
  reply.status = (*response)->head().status;
  auto text = co_await transport::read_all(**response, reply_limit);
  if (!text) co_return base::fail(text.error());
  reply.body = std::move(*text);
  co_return reply;
}

Result<Reply> run(const std::filesystem::path& socket, std::string_view method, std::string_view path, std::string_view body) {
  Call call(socket);
  return transport::block_on(call.loop(), exchange(call, method, path, body));
}

Task<Result<void>> read_events(transport::UpstreamResponse& response, const std::function<void(std::string_view)>& on_data) {
  codec::SseParser parser;
  while (true) {
    auto bytes = co_await response.read();
    if (!bytes) co_return base::fail(bytes.error());
    if (bytes->empty()) co_return Result<void>();
    parser.feed(*bytes);
    while (true) {
      auto frame = parser.next();
      if (!frame) co_return base::fail(frame.error());
      if (!*frame) break;
      if ((*frame)->kind == codec::FrameKind::data) on_data((*frame)->data);
    }
  }
}

Task<Result<void>> stream_events(Call& call, std::string_view path, std::string_view body,
                                 const std::function<void(std::string_view)>& on_data) {
  auto response = co_await call.send("POST", path, body);
  if (!response) co_return base::fail(response.error());
  if ((*response)->head().status == 200) co_return co_await read_events(**response, on_data);
  Reply reply;
  reply.status = (*response)->head().status;
  auto text = co_await transport::read_all(**response, reply_limit);
  if (text) reply.body = std::move(*text);
  co_return base::fail(base::ErrorKind::invalid_request, error_text(reply));
}

}  // namespace

Result<Reply> GatewayClient::get(std::string_view path) const { return run(socket_, "GET", path, {}); }
Result<Reply> GatewayClient::post(std::string_view path, std::string_view json) const { return run(socket_, "POST", path, json); }

Result<StreamEnd> GatewayClient::stream(std::string_view path, std::string_view json,
                                        const std::function<void(std::string_view)>& on_data) const {
  Call call(socket_);
  transport::SignalWatcher watcher(call.loop(), {SIGINT}, [&call](int) { call.cancel().cancel(); });
  auto done = transport::block_on(call.loop(), stream_events(call, path, json, on_data));
  if (done) return StreamEnd::complete;
  if (call.cancel().cancelled()) return StreamEnd::interrupted;
  return base::fail(done.error());
}

bool is_listening(const std::filesystem::path& socket) {
  auto address = transport::SocketAddress::from_unix_path(socket.string());
  if (!address) return false;
  transport::UniqueFd descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return descriptor.get() >= 0 && ::connect(descriptor.get(), address->get(), address->length()) == 0;
}

std::string error_text(const Reply& reply) {
  json::Document document;
  if (!document.parse(reply.body)) return reply.body.empty() ? fmt::format("status {}", reply.status) : reply.body;
  const json::Value message = document.root().find("error").find("message");
  return message.is_string() ? message.to_string() : reply.body;
}

}  // namespace patchbay::cli
