#include "local/model_loader.hpp"

#include "transport/sleep.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace patchbay::local {
namespace {

using namespace std::chrono_literals;
using transport::Task;

constexpr base::Milliseconds first_look_after = 20ms;
constexpr base::Milliseconds later_looks_after = 250ms;
constexpr int not_found = 404;

const RouterModel* find(const std::vector<RouterModel>& models, const std::string& id) {
  const auto found = std::ranges::find(models, id, &RouterModel::id);
  return found == models.end() ? nullptr : &*found;
}

ModelState state_of(const RouterModel& model) {
  switch (model.state) {
    case RouterModelState::loading: return ModelState::loading;
    case RouterModelState::loaded:
    case RouterModelState::sleeping: return ModelState::loaded;
    case RouterModelState::unloaded: break;
  }
  return model.load_failed ? ModelState::failed : ModelState::unloaded;
}

}  // namespace

ModelLoader::ModelLoader(transport::EventLoop& loop, RouterClient& router, ModelTable& models, std::shared_ptr<LeaseGate> gate,
                         const EngineLog& log, base::Milliseconds limit, Unserved unserved)
    : loop_(loop),
      router_(router),
      models_(models),
      gate_(std::move(gate)),
      log_(log),
      limit_(limit),
      unserved_(std::move(unserved)),
      loads_(loop) {}

void ModelLoader::serve(Need need) {
  if (models_.is_loaded(need.model(), loop_.now())) return need.grant(gate_);
  const std::string id = need.model();
  std::vector<Need>& waiting = waiting_[id];
  waiting.push_back(std::move(need));
  if (waiting.size() == 1) loads_.spawn(load_for_all(id));
}

void ModelLoader::doubt() {
  for (const ModelInfo& model : models_.list()) {
    if (model.state != ModelState::loaded) continue;
    doubted_.insert(model.id);
    models_.set_state(model.id, ModelState::unloaded, loop_.now());
  }
}

Task<void> ModelLoader::finish(base::Error reason) {
  end_.cancel(std::move(reason));
  co_await loads_.join();
}

Task<void> ModelLoader::load_for_all(std::string id) {
  Contact contact = Contact::none;
  const base::Result<void> loaded = co_await load(id, contact);
  auto waiting = waiting_.extract(id);
  if (!loaded && contact == Contact::none) {
    unserved_(std::move(waiting.mapped()));
    co_return;
  }
  for (Need& need : waiting.mapped()) {
    if (loaded) need.grant(gate_);
    if (!loaded) need.refuse(loaded.error());
  }
}

Task<base::Result<void>> ModelLoader::load(std::string id, Contact& contact) {
  const transport::Tick limit = loop_.tick_after(limit_);
  Rescan rescan = Rescan::no;
  bool asked = false;
  for (base::Milliseconds pause = first_look_after;; pause = std::min(pause * 2, later_looks_after)) {
    const auto list = co_await router_.list(rescan, end_.token());
    if (!list && contact == Contact::none) co_return std::unexpected(list.error());
    if (!list) {
      const auto lives = co_await wait_for_verdict(pause);
      if (!lives) co_return lives;
      if (loop_.tick() >= limit) co_return std::unexpected(list.error());
      continue;
    }
    contact = Contact::made;
    note(*list);
    const RouterModel* model = find(*list, id);
    if (model == nullptr && rescan == Rescan::yes)
      co_return base::fail(base::ErrorKind::model_not_found, fmt::format("llama-server does not know the model {}", id));
    const bool unloaded = model != nullptr && model->state == RouterModelState::unloaded;
    if (unloaded && asked && model->load_failed) co_return base::fail(failed(id));
    bool loaded = false;
    if (model != nullptr) loaded = co_await is_really_loaded(*model);
    if (loaded) co_return base::Result<void>();
    if (loop_.tick() >= limit) {
      base::Error late = co_await give_up(id);
      co_return base::fail(std::move(late));
    }
    rescan = model == nullptr ? Rescan::yes : Rescan::no;
    if (model == nullptr) continue;
    if (unloaded) {
      const auto answer = co_await ask_to_load(id);
      if (!answer) co_return std::unexpected(answer.error());
      asked = *answer == Asked::accepted;
    }
    const auto slept = co_await transport::sleep_for(loop_, pause, end_.token());
    if (!slept) co_return std::unexpected(slept.error());
  }
}

// A connection broke while the model was loading. If the server has died, end_ brings the reason in a moment, in better words than ours.
Task<base::Result<void>> ModelLoader::wait_for_verdict(base::Milliseconds pause) {
  unserved_({});
  co_return co_await transport::sleep_for(loop_, pause, end_.token());
}

Task<bool> ModelLoader::is_really_loaded(const RouterModel& model) {
  if (state_of(model) != ModelState::loaded) co_return false;
  if (!doubted_.contains(model.id)) co_return true;
  const auto answers = co_await router_.check_model(model.id, end_.token());
  if (!answers) co_return false;
  doubted_.erase(model.id);
  models_.set_state(model.id, ModelState::loaded, loop_.now());
  co_return true;
}

// A refusal is not final: all places may be taken by busy models, or somebody was faster. The next look tells.
Task<base::Result<ModelLoader::Asked>> ModelLoader::ask_to_load(std::string id) {
  const auto answer = co_await router_.load(id, end_.token());
  if (answer) {
    models_.set_state(id, ModelState::loading, loop_.now());
    co_return Asked::accepted;
  }
  if (answer.error().provider_status == not_found) co_return base::fail(base::ErrorKind::model_not_found, answer.error().message);
  co_return Asked::refused;
}

Task<base::Error> ModelLoader::give_up(std::string id) {
  (void)co_await router_.unload(id, end_.token());  // ends its process, which otherwise goes on loading; if that fails it may
  co_return base::Error(base::ErrorKind::timeout, fmt::format("the model {} was not loaded within {} s", id,
                                                              std::chrono::ceil<std::chrono::seconds>(limit_).count()));
}

void ModelLoader::note(const std::vector<RouterModel>& models) {
  for (const RouterModel& model : models) {
    const ModelState state = state_of(model);
    if (state != ModelState::loaded) doubted_.erase(model.id);  // the router has noticed
    if (!doubted_.contains(model.id)) models_.set_state(model.id, state, loop_.now());
  }
}

base::Error ModelLoader::failed(const std::string& id) const {
  return {base::ErrorKind::provider_error,
          fmt::format("llama-server cannot load the model {}: {} (log: {})", id, log_.last_complaint(), log_.file().string()),
          base::Origin::provider};
}

}  // namespace patchbay::local
