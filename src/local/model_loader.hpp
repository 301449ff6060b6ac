// Is the wanted model loaded, and if not, who loads it? While llama-server is ready every need comes here; all needs for one model share
// one load.
//
// A chat request for an unloaded model would make the router load it and simply wait (server_models::ensure_model_ready). Asking for the
// load first keeps that time apart from the model's first token, tells a model that cannot be loaded from one that is slow, and shows the
// state.
#pragma once

#include "local/engine_log.hpp"
#include "local/model_table.hpp"
#include "local/need.hpp"
#include "local/router_client.hpp"
#include "transport/event_loop.hpp"
#include "transport/task_scope.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace patchbay::local {

// The supervisor's thread; one for each run of llama-server. finish() must be awaited before it dies. Needs for which the router could not
// even be asked are not answered but given to `unserved`: the server has died, or is about to be found dead, and they deserve the next one.
// Given none, it is only told that a connection broke.
class ModelLoader {
 public:
  using Unserved = std::function<void(std::vector<Need>)>;

  ModelLoader(transport::EventLoop& loop, RouterClient& router, ModelTable& models, std::shared_ptr<LeaseGate> gate, const EngineLog& log,
              base::Milliseconds limit, Unserved unserved);

  void serve(Need need);  // answered now, or when the model is loaded, or cannot be
  [[nodiscard]] bool busy() const { return !waiting_.empty(); }
  void doubt();  // a request broke off: no model counts as loaded any more until its own process has answered
  transport::Task<void> finish(base::Error reason);  // ends all loads; those who wait get the reason

 private:
  enum class Asked { accepted, refused };
  enum class Contact { none, made };
  transport::Task<void> load_for_all(std::string id);
  transport::Task<base::Result<void>> load(std::string id, Contact& contact);
  transport::Task<base::Result<Asked>> ask_to_load(std::string id);
  transport::Task<base::Error> give_up(std::string id);
  transport::Task<base::Result<void>> wait_for_verdict(base::Milliseconds pause);
  transport::Task<bool> is_really_loaded(const RouterModel& model);
  void note(const std::vector<RouterModel>& models);
  [[nodiscard]] base::Error failed(const std::string& id) const;

  transport::EventLoop& loop_;
  RouterClient& router_;
  ModelTable& models_;
  std::shared_ptr<LeaseGate> gate_;
  const EngineLog& log_;
  base::Milliseconds limit_;
  Unserved unserved_;
  std::map<std::string, std::vector<Need>> waiting_;  // by model; an entry is there while its load runs
  std::set<std::string> doubted_;                     // the router says for a while that a model is loaded whose process has died
  transport::CancelSource end_;
  transport::TaskScope loads_;
};

}  // namespace patchbay::local
