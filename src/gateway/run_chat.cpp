#include "gateway/run_chat.hpp"

#include "gateway/answer_stream.hpp"
#include "gateway/attempt.hpp"
#include "gateway/error_answer.hpp"
#include "gateway/model_directory.hpp"
#include "gateway/recorder.hpp"
#include "gateway/stream_watch.hpp"
#include "routing/resolve.hpp"

namespace patchbay::gateway {
namespace {

using base::Result;
using transport::Task;

// Passes events on and keeps what the record needs.
class RunSink final : public AnswerSink {
 public:
  RunSink(canonical::EventSink& sink, RequestRecord& record, RunReport& report, const base::Clock& clock)
      : sink_(sink), watch_(record, clock), record_(record), report_(report) {}

  void on_event(const canonical::Event& event) override {
    watch_.note(event);
    const RequestMoments& moments = record_.moments;
    if (moments.first_token != base::SteadyTime{})
      report_.first_token = std::chrono::duration_cast<std::chrono::milliseconds>(moments.first_token - moments.begin);
    sink_.on_event(event);
  }
  [[nodiscard]] const StreamWatch& watch() const { return watch_; }

 private:
  canonical::EventSink& sink_;
  StreamWatch watch_;
  RequestRecord& record_;
  RunReport& report_;
};

class Run {
 public:
  Run(WorkerContext& worker, const canonical::Request& request, canonical::EventSink& sink, RunReport& report)
      : worker_(worker),
        request_(request),
        report_(report),
        snapshot_(worker.snapshot()),
        sink_(sink, record_, report, worker.services().clock) {
    record_.id = report.request_id = worker.ids().next();
    record_.dialect = "run";
    record_.model_asked = request.model;
    record_.stream = true;
    record_.moments.begin = worker.services().clock.steady();
  }

  Task<void> go(transport::CancelToken token) {
    auto answered = co_await answer(token);
    if (!answered) sink_.on_event(canonical::Failed{std::move(answered.error())});
    record_.status = 200;
    if (sink_.watch().error()) note_error(record_, *sink_.watch().error());
    report_.attempts = record_.attempts;
    report_.total = std::chrono::duration_cast<std::chrono::milliseconds>(worker_.services().clock.steady() - record_.moments.begin);
    record_request(worker_.services(), record_, RequestOrigin{"page", "RUN", "/admin/v1/runs", {}, 0, 0});
  }

 private:
  Result<routing::Target> resolve() { return routing::resolve(request_.model, snapshot_->config(), *worker_.models()); }

  Task<Result<routing::Target>> find_target() {
    auto target = resolve();
    if (target || target.error().kind != base::ErrorKind::model_not_found) co_return target;
    co_await worker_.services().models.refresh(worker_, std::chrono::seconds(30));
    co_return resolve();
  }

  Task<Result<void>> answer(transport::CancelToken token) {
    auto target = co_await find_target();
    if (!target) co_return base::fail(std::move(target.error()));
    record_.provider = report_.provider = target->provider->name;
    record_.model = report_.model = target->model;
    auto link = snapshot_->link(*target->provider);
    if (!link) co_return base::fail(std::move(link.error()));
    auto written = (*link)->protocol().write_request(request_, (*link)->target(target->model));
    if (!written) co_return base::fail(std::move(written.error()));
    for (const auto& warning : written->warnings) sink_.on_event(canonical::Notice{warning});
    OutgoingRequest outgoing;
    const std::string_view body = written->http.body;
    outgoing.path = written->http.target;
    outgoing.body = std::span(&body, 1);
    outgoing.fields.push_back({"content-type", "application/json"});
    outgoing.delivery = canonical::Delivery::stream;
    auto provider_answer = co_await ask(worker_, **link, target->model, outgoing, record_, token);
    if (!provider_answer) co_return base::fail(std::move(provider_answer.error()));
    AnswerStream stream(std::move(*provider_answer), (*link)->protocol(), protocols::StreamExpectation());
    // Not as the condition of a loop: GCC 12 makes an illegal instruction of that.
    auto progress = StreamProgress::more;
    while (progress == StreamProgress::more) progress = co_await stream.next(sink_);
    stream.finish_in_background(worker_);
    co_return Result<void>();
  }

  WorkerContext& worker_;
  const canonical::Request& request_;
  RunReport& report_;
  std::shared_ptr<WorkerSnapshot> snapshot_;
  RequestRecord record_;
  RunSink sink_;
};

}  // namespace

Task<void> run_chat(WorkerContext& worker, const canonical::Request& request, canonical::EventSink& sink, RunReport& report,
                    transport::CancelToken token) {
  Run run(worker, request, sink, report);
  co_await run.go(token);
}

}  // namespace patchbay::gateway
