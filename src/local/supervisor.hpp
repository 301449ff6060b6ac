// The managed llama-server, as the gateway sees it: ask for a model, get a lease, send the request to the endpoint, drop the lease.
//
//   auto lease = co_await supervisor.acquire(loop, "smollm2-135m-instruct", token);    // starts the server and loads the model if need be
//   if (!lease) ...                                                                     // an Error for the client
//   client.send(supervisor.endpoint(), request with authorization: supervisor.authorization(), ...)
//   if it broke off: supervisor.doubt()
//
// acquire() is the time that `load` limits; the clock of first_token begins after it. The server can still die at any later moment: then
// the request fails as with any provider, and the next acquire() starts it again. States: server_status.hpp.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "local/lease.hpp"
#include "local/model_table.hpp"
#include "local/server_status.hpp"
#include "local/supervisor_options.hpp"
#include "telemetry/log.hpp"
#include "transport/cancel.hpp"
#include "transport/endpoint.hpp"
#include "transport/event_loop.hpp"
#include "transport/task.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace patchbay::local {

// Has a thread of its own. Made before the workers' loops begin and destroyed after they have ended; nothing is started until a model is
// needed.
class Supervisor {
 public:
  // Reads the model folder, so that models() is right at once. `log` must outlive it; `random` is used here only (for the key).
  Supervisor(SupervisorOptions options, base::Random& random, const telemetry::Logger& log);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  ~Supervisor();  // stop()

  // Any worker's loop. Waits until the server runs and `model` is loaded; takes no lock and does not wait if it is already. Many waiters
  // cause one start and one load. Errors:
  //   model_not_found       no such model in the folder (says which folder)
  //   provider_unreachable  no llama-server; it ended or did not answer (names the log and its last complaint); retry_after while it pauses
  //   provider_error        the model cannot be loaded
  //   timeout               not loaded within the limit
  //   the token's reason
  transport::Task<base::Result<Lease>> acquire(transport::EventLoop& loop, std::string model, transport::CancelToken token);

  // To be called when a request with a lease failed for want of a connection (provider_unreachable, truncated): until the server was looked
  // at, acquire() takes nothing for granted. Closes the moment between its death and the news of it. Any thread.
  void doubt();

  // The same for all its starts.
  [[nodiscard]] const transport::Endpoint& endpoint() const;
  [[nodiscard]] std::string_view authorization() const;  // the value of the Authorization field; never to be logged

  // Any thread, lock-free. What lies in the folder now, with each model's state, whether the server runs or not.
  [[nodiscard]] const ModelTable& models() const;
  // Any thread.
  [[nodiscard]] ServerStatus status() const;

  // New options from a reload: the folder is read again at once; running requests go on, and when they have ended a server with the new
  // options serves those that came meanwhile. Any thread.
  void reconfigure(ManagedOptions options);

  // Ends the server and everything below it, gives waiters an error; returns when nothing is left, at the latest 2 s after the grace time.
  // Not on a worker's loop. Idempotent.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::local
