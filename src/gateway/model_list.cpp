#include "gateway/model_list.hpp"

#include "auth/cross_origin.hpp"
#include "gateway/answer_fields.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/model_directory.hpp"
#include "gateway/recorder.hpp"

namespace patchbay::gateway {
namespace {

using transport::Task;

constexpr std::chrono::milliseconds fresh = std::chrono::seconds(30);

Task<void> refresh_in_background(WorkerContext& worker) { co_await worker.services().models.refresh(worker, fresh); }

bool anybody_unknown(WorkerContext& worker) {
  for (const ListingReport& report : worker.services().models.reports())
    if (report.state == routing::ListingState::unknown && report.when == base::SteadyTime{}) return true;
  return false;
}

Task<std::vector<protocols::ListedModel>> current_list(WorkerContext& worker) {
  const auto snapshot = worker.snapshot();
  Services& services = worker.services();
  services.models.settle(snapshot->config(), services.local);
  if (anybody_unknown(worker))
    co_await services.models.refresh(worker, fresh);
  else
    worker.background().spawn(refresh_in_background(worker));
  co_return services.models.listed(snapshot->config(), services.local);
}

class Listing {
 public:
  Listing(WorkerContext& worker, transport::ServerExchange& exchange) : worker_(worker), exchange_(exchange) {
    const auto cross_origin = auth::cross_origin_fields(exchange.head(), worker.snapshot()->config());
    record_.cross_origin.assign(cross_origin.view().begin(), cross_origin.view().end());
    record_.moments.begin = worker.services().clock.steady();
    record_.id = worker.ids().accept_or_next(exchange.head().headers.find(codec::KnownHeader::x_request_id).value_or(std::string_view()));
  }
  RequestRecord& record() { return record_; }

  Task<void> send(std::string body) {
    AnswerFields fields;
    fields.add("content-type", "application/json");
    fields.add_record(record_);
    record_.status = 200;
    const transport::ResponseStart start(200, fields.fields());
    auto sent = co_await exchange_.respond(start, body);
    if (!sent) record_.status = 499;
  }

  ~Listing() {
    const codec::RequestHeadView& head = exchange_.head();
    record_request(worker_.services(), record_,
                   RequestOrigin{exchange_.peer().ip, head.method_name, head.path, {}, exchange_.bytes_received(), exchange_.bytes_sent()});
  }

 private:
  WorkerContext& worker_;
  transport::ServerExchange& exchange_;
  RequestRecord record_;
};

}  // namespace

Task<void> handle_model_list(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect) {
  Listing listing(worker, exchange);
  const auto models = co_await current_list(worker);
  co_await listing.send(dialect.write_list(models));
}

Task<void> handle_model(WorkerContext& worker, transport::ServerExchange& exchange, const protocols::ClientDialect& dialect,
                        std::string id) {
  Listing listing(worker, exchange);
  const auto models = co_await current_list(worker);
  for (const protocols::ListedModel& model : models) {
    if (model.id != id) continue;
    co_await listing.send(dialect.write_model(model));
    co_return;
  }
  base::Error error(base::ErrorKind::model_not_found, fmt::format("there is no model \"{}\"; GET /v1/models lists what there is", id),
                    base::Origin::client);
  error.param = "model";
  co_await answer_error(exchange, dialect, error, listing.record());
}

}  // namespace patchbay::gateway
