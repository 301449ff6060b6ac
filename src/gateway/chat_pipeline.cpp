#include "gateway/chat_pipeline.hpp"

#include "auth/cross_origin.hpp"
#include "base/error_tables.hpp"
#include "gateway/answer_fields.hpp"
#include "gateway/answer_stream.hpp"
#include "gateway/attempt.hpp"
#include "gateway/buffer_budget.hpp"
#include "gateway/client_wishes.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/model_directory.hpp"
#include "gateway/prepare_chat.hpp"
#include "gateway/recorder.hpp"
#include "gateway/relay.hpp"
#include "gateway/whole_answer.hpp"

namespace patchbay::gateway {
namespace {

using base::Error;
using base::Result;
using transport::Task;

constexpr std::chrono::milliseconds listing_age = std::chrono::seconds(30);

Error no_room() { return {base::ErrorKind::overloaded, "too many request bodies are being held at once; try again shortly"}; }

// One request's state through the steps; lives in the handler's frame. Steps that have ended before the long wait for a provider, and those
// of the other delivery, are kept out of it.
class Chat {
 public:
  Chat(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect)
      : worker_(worker), exchange_(exchange), dialect_(dialect), snapshot_(worker.snapshot()) {
    record_.moments.begin = worker.services().clock.steady();
    const auto cross_origin = auth::cross_origin_fields(exchange.head(), snapshot_->config());
    record_.cross_origin.assign(cross_origin.view().begin(), cross_origin.view().end());
    record_.dialect = canonical::name(dialect.id());
    record_.id = worker.ids().accept_or_next(exchange.head().headers.find(codec::KnownHeader::x_request_id).value_or(std::string_view()));
  }

  Task<void> run() {
    auto failed = co_await answer();
    if (failed) co_await answer_error(exchange_, dialect_, *failed, record_);
    const codec::RequestHeadView& head = exchange_.head();
    record_request(
        worker_.services(), record_,
        RequestOrigin{exchange_.peer().ip, head.method_name, head.path, wishes_.tags, exchange_.bytes_received(), exchange_.bytes_sent()});
  }

 private:
  // Step 1 to the end; what it returns is still to be told to the client.
  Task<Untold> answer() {
    if (auto wishes = read_wishes(exchange_.head()); !wishes)
      co_return untold(std::move(wishes.error()));
    else
      wishes_ = *wishes;
    if (!take_body_at_hand())
      if (auto read = co_await read_body(); !read) co_return untold(std::move(read.error()));
    auto failed = prepare();
    if (failed && failed->kind == base::ErrorKind::model_not_found) failed = co_await prepare_again();
    if (failed) co_return failed;
    if (prepared_.delivery == canonical::Delivery::stream) co_return co_await stream();
    co_return co_await whole();
  }

  [[nodiscard]] std::size_t body_limit() const { return static_cast<std::size_t>(snapshot_->config().server.max_body_bytes); }

  // A body that came with its head needs no waiting; false leaves everything, its errors too, to read_body().
  bool take_body_at_hand() {
    const auto length = exchange_.content_length();
    if (!length) return false;
    auto reservation = BufferReservation::take(worker_.services(), *length);
    if (!reservation || !exchange_.take_body_at_hand(body_limit())) return false;
    reservation_ = std::move(*reservation);
    return true;
  }

  PATCHBAY_SELDOM Task<Result<void>> read_body() {
    const std::size_t limit = body_limit();
    const auto length = exchange_.content_length();
    auto reservation = BufferReservation::take(worker_.services(), length.value_or(0));
    if (!reservation) co_return std::unexpected(no_room());
    reservation_ = std::move(*reservation);
    if (length) co_return co_await exchange_.read_body(limit);
    const transport::BodyGrowth growth = [this](std::size_t bytes) { return reserve(bytes); };
    co_return co_await exchange_.read_body(limit, &growth);
  }

  Result<void> reserve(std::size_t bytes) {
    if (!reservation_.grow_to(bytes)) return std::unexpected(no_room());
    return {};
  }

  Untold prepare() {
    auto prepared = prepare_chat(worker_, *snapshot_, dialect_, exchange_.body(), wishes_.on_loss, record_, prepared_);
    return prepared ? nullptr : untold(std::move(prepared.error()));
  }

  // A name that nobody is known to have may belong to a provider that was never asked.
  PATCHBAY_SELDOM Task<Untold> prepare_again() {
    co_await worker_.services().models.refresh(worker_, listing_age);
    co_return prepare();
  }

  Task<Result<ProviderAnswer>> ask_provider() {
    OutgoingRequest outgoing;
    outgoing.path = prepared_.path;
    outgoing.body = prepared_.body();
    outgoing.fields = forwarded_fields(exchange_.head());
    if (std::holds_alternative<config::ClientKey>(prepared_.link->provider().api_key))
      outgoing.client_credential = client_bearer(exchange_.head());
    outgoing.delivery = prepared_.delivery;
    outgoing.deadline = wishes_.deadline;
    auto answer = co_await ask(worker_, *prepared_.link, prepared_.model, outgoing, record_, exchange_.cancelled());
    release_body();
    record_.moments.answered = worker_.services().clock.steady();
    co_return answer;
  }

  void release_body() {
    prepared_.release_body();
    exchange_.release_body();
    reservation_.release();
  }

  PATCHBAY_SELDOM Task<Untold> whole() {
    auto answer = co_await ask_provider();
    if (!answer) co_return untold(std::move(answer.error()));
    co_return co_await answer_whole(worker_, exchange_, dialect_, prepared_, *answer, wishes_.verbosity, record_);
  }

  Result<void> begin_stream(const codec::HeaderViews* provider_head) {
    AnswerFields fields;
    fields.add("content-type", "text/event-stream; charset=utf-8");
    fields.add("cache-control", "no-cache");
    fields.add("x-accel-buffering", "no");
    fields.add_record(record_);
    if (provider_head != nullptr) fields.add_provider_fields(*provider_head);
    record_.status = 200;
    return exchange_.begin(transport::ResponseStart(200, fields.fields()));
  }

  Task<Untold> stream() {
    worker_.services().metrics.streams_open.add(1);
    KeepAlivePings pings(exchange_, dialect_.stream_ping(), [this] { return begin_stream(nullptr); });
    auto failed = co_await stream_beside(pings);
    co_await pings.stop();
    worker_.services().metrics.streams_open.add(-1);
    if (failed && pings.head_sent()) {
      co_await end_with_error(exchange_, dialect_, *failed, record_);
      co_return nullptr;
    }
    co_return failed;
  }

  Task<Untold> stream_beside(KeepAlivePings& pings) {
    if (auto failed = co_await open_stream()) co_return failed;
    RelayParties parties(
        worker_, exchange_, dialect_, prepared_, pings, [this] { return begin_stream(&stream_->head().headers); }, record_);
    co_return co_await relay(parties, *stream_);
  }

  PATCHBAY_SELDOM Task<Untold> open_stream() {
    auto answer = co_await ask_provider();
    if (!answer) co_return untold(std::move(answer.error()));
    if (auto unsuitable = co_await not_a_stream(*answer->response)) co_return unsuitable;
    stream_.emplace(std::move(*answer), prepared_.link->protocol(), prepared_.expectation);
    co_return nullptr;
  }

  // Some providers answer a stream's request with a whole JSON text: an error with a success status, as a rule.
  PATCHBAY_SELDOM Task<Untold> not_a_stream(transport::UpstreamResponse& response) {
    const auto type = response.head().headers.find(codec::KnownHeader::content_type).value_or(std::string_view());
    if (!type.starts_with("application/json")) co_return nullptr;
    auto body = co_await transport::read_all(response, 1024 * 1024);
    if (!body) co_return untold(std::move(body.error()));
    auto summary = prepared_.link->protocol().read_summary(*body);
    if (!summary) co_return untold(std::move(summary.error()));
    co_return untold({base::ErrorKind::bad_provider_response, "the provider answered the request for a stream with a whole answer",
                      base::Origin::provider});
  }

  WorkerContext& worker_;
  transport::ServerExchange& exchange_;
  const protocols::ClientDialect& dialect_;
  std::shared_ptr<WorkerSnapshot> snapshot_;
  ClientWishes wishes_;
  BufferReservation reservation_;
  PreparedChat prepared_;
  RequestRecord record_;
  std::optional<AnswerStream> stream_;
};

}  // namespace

Task<void> handle_chat(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect) {
  Chat chat(worker, exchange, dialect);
  co_await chat.run();
}

}  // namespace patchbay::gateway
