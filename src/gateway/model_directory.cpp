#include "gateway/model_directory.hpp"

#include "gateway/worker_context.hpp"
#include "json/writer.hpp"
#include "transport/upstream.hpp"

namespace patchbay::gateway {
namespace {

using base::Result;
using routing::ListingState;
using transport::Task;

constexpr std::chrono::milliseconds listing_limit = std::chrono::seconds(3);
constexpr std::size_t listing_bytes = 16 * 1024 * 1024;

bool is_local(const config::Provider& provider) { return provider.vendor->location == catalog::Location::on_this_machine; }

std::vector<canonical::ModelInfo> folder_models(const local::Supervisor& local) {
  std::vector<canonical::ModelInfo> models;
  for (const local::ModelInfo& file : local.models().list()) models.emplace_back().id = file.id;
  return models;
}

std::string_view local_state(const local::ModelInfo& model) {
  switch (model.state) {
    case local::ModelState::loaded: return "loaded";
    case local::ModelState::loading: return "loading";
    case local::ModelState::absent:
    case local::ModelState::unloaded:
    case local::ModelState::failed: return "unloaded";
  }
  return "unknown";
}

std::string details(const config::Provider& provider, const local::ModelInfo* file) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("provider", provider.name).field("kind", provider.vendor->kind).field("local", is_local(provider));
  writer.field("state", file == nullptr ? std::string_view("unknown") : local_state(*file));
  if (file == nullptr)
    writer.field_null("size_bytes");
  else
    writer.field("size_bytes", file->size);
  writer.end_object();
  return text;
}

protocols::ListedModel listed_model(const config::Provider& provider, const canonical::ModelInfo& model, const local::ModelInfo* file) {
  protocols::ListedModel listed;
  listed.id = fmt::format("{}/{}", provider.name, model.id);
  listed.owner = model.owner.empty() ? provider.name : model.owner;
  listed.created = model.created;
  listed.details = details(provider, file);
  return listed;
}

Task<Result<std::vector<canonical::ModelInfo>>> fetch(WorkerContext& worker, ProviderLink& link) {
  const codec::HttpRequest listing = link.protocol().write_list_request(link.target({}));
  std::vector<codec::HeaderView> fields = {{"accept", "application/json"}};
  if (auto added = link.append_headers(fields, {}); !added) co_return base::fail(added.error());
  const transport::UpstreamRequest request(listing.method, listing.target, fields);
  const transport::UpstreamLimits limits(listing_limit, listing_limit, listing_limit, listing_limit);
  const transport::CancelToken token;
  auto response = co_await worker.upstream().send(link.endpoint(), request, limits, token);
  if (!response) co_return base::fail(response.error());
  auto body = co_await transport::read_all(**response, listing_bytes);
  if (!body) co_return base::fail(body.error());
  const int status = (*response)->head().status;
  if (status != 200) co_return base::fail(link.protocol().read_error(status, (*response)->head().headers.to_owned(), *body));
  co_return link.protocol().read_list(*body);
}

}  // namespace

ModelDirectory::ModelDirectory() : index_(std::make_shared<routing::ModelIndex>()) {}

void ModelDirectory::settle(const config::Snapshot& snapshot, const local::Supervisor* local) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& entry) { return snapshot.find_provider(entry.first) == nullptr; });
  for (const config::Provider& provider : snapshot.providers) {
    Entry& entry = entries_[provider.name];
    if (provider.managed && local != nullptr) {
      entry.state = ListingState::declared;
      entry.models = folder_models(*local);
    } else if (!provider.models.empty()) {
      entry.state = ListingState::declared;
      entry.models.clear();
      for (const std::string& model : provider.models) entry.models.emplace_back().id = model;
    } else if (entry.state == ListingState::declared) {
      entry = Entry();
    }
  }
  publish(snapshot);
}

// With the lock held.
void ModelDirectory::publish(const config::Snapshot& snapshot) {
  std::vector<routing::OfferedModels> offers;
  for (const config::Provider& provider : snapshot.providers) {
    const Entry& entry = entries_[provider.name];
    routing::OfferedModels& offer = offers.emplace_back();
    offer.provider = provider.name;
    offer.state = entry.state;
    for (const canonical::ModelInfo& model : entry.models) offer.models.push_back(model.id);
  }
  index_.publish(std::make_shared<routing::ModelIndex>(std::move(offers)));
}

std::vector<protocols::ListedModel> ModelDirectory::listed(const config::Snapshot& snapshot, const local::Supervisor* local) const {
  std::vector<local::ModelInfo> files;
  if (local != nullptr) files = local->models().list();
  const std::lock_guard lock(mutex_);
  std::vector<protocols::ListedModel> models;
  for (const config::Provider& provider : snapshot.providers) {
    if (provider.managed) {
      for (const local::ModelInfo& file : files) {
        canonical::ModelInfo model;
        model.id = file.id;
        models.push_back(listed_model(provider, model, &file));
      }
      continue;
    }
    const auto entry = entries_.find(provider.name);
    if (entry == entries_.end()) continue;
    for (const canonical::ModelInfo& model : entry->second.models) models.push_back(listed_model(provider, model, nullptr));
  }
  for (const config::Alias& alias : snapshot.aliases) {
    const config::Provider* provider = snapshot.find_provider(alias.provider);
    protocols::ListedModel& listed = models.emplace_back();
    listed.id = alias.name;
    listed.owner = alias.provider;
    if (provider != nullptr) listed.details = details(*provider, nullptr);
  }
  return models;
}

std::vector<ListingReport> ModelDirectory::reports() const {
  const std::lock_guard lock(mutex_);
  std::vector<ListingReport> reports;
  for (const auto& [name, entry] : entries_) {
    ListingReport& report = reports.emplace_back();
    report.provider = name;
    report.state = entry.state;
    report.models = entry.models.size();
    report.problem = entry.problem;
    report.when = entry.when;
  }
  return reports;
}

bool ModelDirectory::claim(const std::string& provider, base::SteadyTime now, std::chrono::milliseconds age) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[provider];
  if (entry.state == ListingState::declared || entry.asking) return false;
  if (entry.asked && now - entry.when < age) return false;
  entry.asking = true;
  return true;
}

Task<void> ModelDirectory::ask(WorkerContext& worker, std::string provider) {
  const std::shared_ptr<WorkerSnapshot> snapshot = worker.snapshot();
  Result<std::vector<canonical::ModelInfo>> models = base::fail(base::ErrorKind::not_found, "the provider was removed");
  if (const config::Provider* configured = snapshot->config().find_provider(provider)) {
    auto link = snapshot->link(*configured);
    if (link)
      models = co_await fetch(worker, **link);
    else
      models = base::fail(link.error());
  }
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[provider];
  entry.asking = false;
  entry.asked = true;
  entry.when = worker.services().clock.steady();
  entry.problem = models ? std::string() : models.error().message;
  if (!models) co_return;
  entry.state = ListingState::listed;
  entry.models = std::move(*models);
  publish(snapshot->config());
}

Task<void> ModelDirectory::refresh(WorkerContext& worker, std::chrono::milliseconds age) {
  const std::shared_ptr<WorkerSnapshot> snapshot = worker.snapshot();
  settle(snapshot->config(), worker.services().local);
  transport::TaskScope scope(worker.loop());
  for (const config::Provider& provider : snapshot->config().providers)
    if (claim(provider.name, worker.services().clock.steady(), age)) scope.spawn(ask(worker, provider.name));
  co_await scope.join();
}

}  // namespace patchbay::gateway
