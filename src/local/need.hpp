// One request's wish for a model, on its way through the supervisor's thread. It always gets an answer: at the latest its end is one.
#pragma once

#include "base/result.hpp"
#include "local/lease.hpp"
#include "transport/one_shot.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace patchbay::local {

class Need {
 public:
  using Reply = transport::OneShotSender<base::Result<Lease>>;

  Need(std::string model, Reply reply) : model_(std::move(model)), reply_(std::move(reply)) {}
  Need(Need&& other) noexcept : model_(std::move(other.model_)), reply_(std::exchange(other.reply_, std::nullopt)) {}
  Need& operator=(Need&&) = delete;
  ~Need() { refuse(base::Error(base::ErrorKind::provider_unreachable, "the managed llama-server is being stopped")); }

  [[nodiscard]] const std::string& model() const { return model_; }

  // The first answer counts. A lease that nobody receives any more gives itself back.
  void grant(const std::shared_ptr<LeaseGate>& gate) {
    if (!reply_) return;
    gate->enter();
    answer(Lease(gate));
  }
  void refuse(base::Error error) {
    if (reply_) answer(std::unexpected(std::move(error)));
  }

 private:
  void answer(base::Result<Lease> result) { std::exchange(reply_, std::nullopt)->set(std::move(result)); }

  std::string model_;
  std::optional<Reply> reply_;
};

}  // namespace patchbay::local
