// Steps 3, 4 and 6: a client's bytes to what goes to the provider. Synchronous: parse, check, resolve, then either edit the bytes in place
// (pass-through) or go through the canonical form (hub).
#pragma once

#include "base/result.hpp"
#include "gateway/request_record.hpp"
#include "gateway/worker_context.hpp"
#include "json/edit.hpp"
#include "protocols/protocol.hpp"
#include "routing/resolve.hpp"

#include <span>
#include <string>
#include <string_view>

namespace patchbay::gateway {

enum class Way : std::uint8_t { pass_through, hub };
// What happens to what a provider cannot do (design: loss classes). silent is warn without the header.
enum class LossPolicy : std::uint8_t { warn, strict };

// Not movable: its pieces point into it and into the client's body, which must outlive it.
class PreparedChat {
 public:
  PreparedChat() = default;
  PreparedChat(const PreparedChat&) = delete;
  PreparedChat& operator=(const PreparedChat&) = delete;

  ProviderLink* link = nullptr;
  std::string model;  // the provider's name of it
  std::string path;
  Way way = Way::pass_through;
  canonical::Delivery delivery = canonical::Delivery::whole;
  protocols::StreamView view;
  protocols::StreamExpectation expectation;

  [[nodiscard]] std::span<const std::string_view> body() const { return whole_.empty() ? edited_.pieces() : std::span(&whole_, 1); }
  void release_body();

 private:
  friend class ChatPreparation;
  std::string model_json_;
  std::string text_;
  std::string_view whole_;  // text_, or the client's body where nothing in it has to change; empty: edited_
  json::Edited edited_;
};

// Errors name the field at fault; model_not_found may be worth another try after the providers have been listed. Fills in the record's
// names and moments.
base::Result<void> prepare_chat(WorkerContext& worker, WorkerSnapshot& snapshot, const protocols::ClientDialect& dialect,
                                std::string_view body, LossPolicy policy, RequestRecord& record, PreparedChat& out);

}  // namespace patchbay::gateway
