#include "gateway/prepare_chat.hpp"

#include "json/string_escape.hpp"

namespace patchbay::gateway {

using base::Result;

void PreparedChat::release_body() {
  text_ = std::string();
  whole_ = {};
  edited_ = json::Edited();
  model_json_ = std::string();
}

class ChatPreparation {
 public:
  ChatPreparation(WorkerContext& worker, WorkerSnapshot& snapshot, const protocols::ClientDialect& dialect, LossPolicy policy,
                  RequestRecord& record, PreparedChat& out)
      : worker_(worker), snapshot_(snapshot), dialect_(dialect), policy_(policy), record_(record), out_(out) {}

  Result<void> run(std::string_view body) {
    if (auto parsed = document_.parse(body); !parsed) return parsed;
    if (auto checked = dialect_.check_request(document_); !checked) return checked;
    record_.moments.parsed = now();
    read_shape();
    if (auto planned = plan(); !planned) return planned;
    record_.moments.planned = record_.moments.prepared = now();
    auto written = out_.way == Way::pass_through ? edit() : translate();
    record_.moments.encoded = now();
    return written;
  }

 private:
  base::SteadyTime now() { return worker_.services().clock.steady(); }

  // What the answer will look like, from the members that say so in every OpenAI-like dialect.
  void read_shape() {
    for (const json::Member member : document_.root().members()) {
      if (member.is("model"))
        record_.model_asked = member.value.to_string();
      else if (member.is("stream"))
        record_.stream = member.value.as_bool().value_or(false);
      else if (member.is("stream_options"))
        out_.view.usage = member.value.find("include_usage").as_bool().value_or(false);
      else if (member.is("n"))
        out_.expectation.choices = member.value.as_int64().value_or(1);
      else if (member.is("response_format"))
        out_.expectation.structured_output = is_structured(member.value.find("type"));
    }
    out_.delivery = record_.stream ? canonical::Delivery::stream : canonical::Delivery::whole;
  }

  static bool is_structured(json::Value format) { return format.exists() && !format.equals("text"); }

  Result<void> plan() {
    auto target = routing::resolve(record_.model_asked, snapshot_.config(), *worker_.models());
    if (!target) return base::fail(std::move(target.error()));
    auto link = snapshot_.link(*target->provider);
    if (!link) return base::fail(std::move(link.error()));
    out_.link = *link;
    out_.model = std::move(target->model);
    record_.provider = target->provider->name;
    record_.model = out_.model;
    out_.way = may_pass() ? Way::pass_through : Way::hub;
    return {};
  }

  bool may_pass() const {
    if (snapshot_.config().server.force_hub || out_.link->protocol().id() != dialect_.id()) return false;
    const auto& rewrite = out_.link->provider().vendor->rewrite;
    return std::ranges::none_of(rewrite, [&](std::string_view field) { return document_.root().find(field).exists(); });
  }

  Result<void> edit() {
    const protocols::ProviderTarget target = out_.link->target(out_.model);
    out_.path = out_.link->protocol().chat_path(target);
    const bool ask_usage = out_.delivery == canonical::Delivery::stream && target.usage_opt_in && !out_.view.usage;
    if (!ask_usage && record_.model_asked == out_.model) {
      out_.whole_ = document_.text();
      return {};
    }
    std::array<json::Edit, 2> edits = {json::Edit::set("model", model_json()),
                                       json::Edit::set_in("stream_options", "include_usage", "true")};
    return json::apply_edits(document_, std::span(edits).first(ask_usage ? 2 : 1), out_.edited_);
  }

  std::string_view model_json() {
    out_.model_json_ = '"';
    json::append_escaped(out_.model_json_, out_.model);
    out_.model_json_ += '"';
    return out_.model_json_;
  }

  Result<void> translate() {
    auto request = dialect_.read_request(document_);
    if (!request) return base::fail(std::move(request.error()));
    auto written = out_.link->protocol().write_request(*request, out_.link->target(out_.model));
    if (!written) return base::fail(std::move(written.error()));
    if (auto allowed = judge(written->warnings); !allowed) return allowed;
    out_.path = std::move(written->http.target);
    out_.text_ = std::move(written->http.body);
    out_.whole_ = out_.text_;
    for (auto& warning : written->warnings) record_.warnings.push_back(std::move(warning));
    return {};
  }

  Result<void> judge(const std::vector<canonical::Warning>& warnings) const {
    for (const canonical::Warning& warning : warnings) {
      const bool refused = warning.loss == canonical::LossClass::meaning || policy_ == LossPolicy::strict;
      if (!refused || warning.kind != canonical::WarningKind::unsupported) continue;
      base::Error error(base::ErrorKind::unsupported_feature,
                        fmt::format("{} at {}: {}", warning.feature, out_.link->provider().name, warning.detail), base::Origin::gateway);
      return base::fail(error.at(warning.feature));
    }
    return {};
  }

  WorkerContext& worker_;
  WorkerSnapshot& snapshot_;
  const protocols::ClientDialect& dialect_;
  LossPolicy policy_;
  RequestRecord& record_;
  PreparedChat& out_;
  json::Document document_;
};

Result<void> prepare_chat(WorkerContext& worker, WorkerSnapshot& snapshot, const protocols::ClientDialect& dialect, std::string_view body,
                          LossPolicy policy, RequestRecord& record, PreparedChat& out) {
  return ChatPreparation(worker, snapshot, dialect, policy, record, out).run(body);
}

}  // namespace patchbay::gateway
