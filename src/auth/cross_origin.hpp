// What do pages of allowed origins get to see (CORS)? The fields for an answer, and the answer to a preflight. Never with credentials.
#pragma once

#include "codec/http1_head.hpp"
#include "config/snapshot.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace patchbay::auth {

// Fields whose views point at literals and into the request's head: no longer good than the exchange.
class CrossOriginFields {
 public:
  [[nodiscard]] std::span<const codec::HeaderView> view() const { return {fields_.data(), count_}; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  void add(std::string_view name, std::string_view value) { fields_[count_++] = {name, value, codec::KnownHeader::other}; }

 private:
  std::array<codec::HeaderView, 6> fields_{};
  std::size_t count_ = 0;
};

// The request's Origin, if its path is for models and server.allowed_origins has it. Nothing for our own page, which needs no permission.
std::optional<std::string_view> allowed_origin(const codec::RequestHeadView& head, const config::Snapshot& snapshot);

// To be added to every answer of a model path; empty for requests without an allowed Origin.
CrossOriginFields cross_origin_fields(const codec::RequestHeadView& head, const config::Snapshot& snapshot);

// OPTIONS with Origin and Access-Control-Request-Method. Answer it with 204 and preflight_fields(), after check_access().
bool is_preflight(const codec::RequestHeadView& head);
CrossOriginFields preflight_fields(const codec::RequestHeadView& head, const config::Snapshot& snapshot);

}  // namespace patchbay::auth
