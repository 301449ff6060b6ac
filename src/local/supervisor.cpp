#include "local/supervisor.hpp"

#include "local/engine.hpp"
#include "local/socket_place.hpp"
#include "transport/block_on.hpp"
#include "transport/http_client.hpp"
#include "transport/one_shot.hpp"
#include "transport/resolver.hpp"

#include <pthread.h>

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

namespace patchbay::local {
namespace {

constexpr std::size_t key_bytes = 32;

transport::Endpoint endpoint_at(const std::filesystem::path& socket) {
  transport::EndpointSpec spec;
  spec.host = "localhost";
  spec.port = 80;
  spec.unix_path = socket.string();
  return transport::Endpoint(std::move(spec));
}

// A place that cannot be prepared is reported when the server is to be started; until then the path is only a name.
transport::Endpoint endpoint_for(const SupervisorOptions& options) {
  SocketSearch search;
  search.home = options.home;
  search.runtime_folder = options.runtime_folder;
  if (options.provider != "local") search.file_name = "llama-" + options.provider + ".sock";
  const auto socket = prepare_socket_place(search);
  return endpoint_at(socket ? *socket : options.home / "run" / search.file_name);
}

}  // namespace

struct Supervisor::State {
  State(SupervisorOptions supervisor_options, base::Random& random, const telemetry::Logger& logger)
      : options(std::move(supervisor_options)),
        log(logger),
        endpoint(endpoint_for(options)),
        key(base::random_hex(random, key_bytes)),
        authorization("Bearer " + std::string(key.reveal())),
        load_limit(options.managed.load_limit) {}

  void run() {
    live_in(*loop);
    loop.reset();  // whoever posts from now on is told so
  }
  void live_in(transport::EventLoop& own_loop) {
    transport::SystemResolver resolver;
    transport::HttpClient client(own_loop, resolver);
    Engine made(own_loop, client, endpoint, key, options, shared, log);
    engine = &made;
    transport::block_on(own_loop, made.run());
    engine = nullptr;
  }

  SupervisorOptions options;
  const telemetry::Logger& log;
  transport::Endpoint endpoint;
  base::Secret key;
  std::string authorization;
  std::atomic<base::Milliseconds> load_limit;
  EngineShared shared;
  std::unique_ptr<transport::EventLoop> loop = std::make_unique<transport::EventLoop>();
  const std::shared_ptr<transport::LoopMailbox> mailbox = loop->mailbox();
  Engine* engine = nullptr;  // touched on the loop's thread only
  std::once_flag stopped;
  std::thread thread;
};

Supervisor::Supervisor(SupervisorOptions options, base::Random& random, const telemetry::Logger& log)
    : state_(std::make_unique<State>(std::move(options), random, log)) {
  const auto folder = models_folder(state_->options);
  std::error_code ignored;
  if (state_->options.managed.managed.models_dir.empty()) std::filesystem::create_directories(folder, ignored);
  if (const auto files = list_models(folder)) state_->shared.models.set_files(*files);
  state_->thread = std::thread([state = state_.get()] { state->run(); });
  ::pthread_setname_np(state_->thread.native_handle(), "local");
}

Supervisor::~Supervisor() { stop(); }

transport::Task<base::Result<Lease>> Supervisor::acquire(transport::EventLoop& loop, std::string model, transport::CancelToken token) {
  if (state_->shared.models.is_loaded(model, loop.now()) && state_->shared.gate->try_enter()) co_return Lease(state_->shared.gate);
  transport::OneShot<base::Result<Lease>> answer(loop);
  state_->mailbox->post([state = state_.get(), need = Need(model, answer.sender())]() mutable {
    if (state->engine != nullptr) state->engine->need(std::move(need));
  });
  const transport::Tick limit = loop.tick_after(state_->load_limit.load());
  auto received = co_await answer.wait_until(limit, token);
  if (received) co_return std::move(*received);
  if (received.error().kind == base::ErrorKind::timeout && !token.cancelled())
    co_return base::fail(base::ErrorKind::timeout, "the local model " + model + " was not loaded within the time limit (timeouts.load)");
  co_return std::unexpected(std::move(received.error()));
}

void Supervisor::doubt() {
  state_->shared.gate->close();  // the job below opens it again, if the server is well
  state_->mailbox->post([state = state_.get()] {
    if (state->engine != nullptr) state->engine->doubt();
  });
}

const transport::Endpoint& Supervisor::endpoint() const { return state_->endpoint; }
std::string_view Supervisor::authorization() const { return state_->authorization; }
const ModelTable& Supervisor::models() const { return state_->shared.models; }
ServerStatus Supervisor::status() const { return state_->shared.board.read(); }

void Supervisor::reconfigure(ManagedOptions options) {
  state_->load_limit.store(options.load_limit);
  state_->mailbox->post([state = state_.get(), changed = std::move(options)]() mutable {
    if (state->engine != nullptr) state->engine->reconfigure(std::move(changed));
  });
}

void Supervisor::stop() {
  std::call_once(state_->stopped, [this] {
    state_->mailbox->post([state = state_.get()] {
      if (state->engine != nullptr) state->engine->stop();
    });
    state_->thread.join();
  });
}

}  // namespace patchbay::local
