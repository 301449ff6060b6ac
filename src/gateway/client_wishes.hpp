// What a client asks of the gateway itself, in x-patchbay-* fields, and what of its own fields goes on to the provider.
#pragma once

#include "base/result.hpp"
#include "codec/http1_head.hpp"
#include "gateway/prepare_chat.hpp"
#include "gateway/whole_answer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

struct ClientWishes {
  LossPolicy on_loss = LossPolicy::warn;
  std::optional<std::chrono::milliseconds> deadline;
  Verbosity verbosity = Verbosity::plain;
  std::string_view tags;
};

// Views into the head. invalid_request naming the field when one cannot be understood.
base::Result<ClientWishes> read_wishes(const codec::RequestHeadView& head);

// The fields that every provider may see: feature headers, never a credential. Views into the head.
std::vector<codec::HeaderView> forwarded_fields(const codec::RequestHeadView& head);

// The caller's own key as a bearer value, from any of the usual fields; empty: none.
std::string client_bearer(const codec::RequestHeadView& head);

}  // namespace patchbay::gateway
