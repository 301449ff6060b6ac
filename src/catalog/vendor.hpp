// What a vendor is: a row of data. A new OpenAI-compatible vendor is one more row in vendors.cpp (or four lines of configuration), never a
// class.
#pragma once

#include "canonical/protocol_id.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace patchbay::catalog {

// native: the vendor's own or a lossless implementation; shim: it loses things, so it is chosen only when nothing native is left.
enum class Grade : std::uint8_t { native, shim };

struct SupportedProtocol {
  canonical::ProtocolId protocol;
  Grade grade;
};

// Where the provider's key goes. none: there is no key; bearer: `Authorization: Bearer KEY`; header: `Vendor::credential_header: KEY`.
enum class CredentialKind : std::uint8_t { none, bearer, header };

// Where the provider runs. on_this_machine: no data leaves the machine, the first token may wait for a model to load.
enum class Location : std::uint8_t { remote, on_this_machine };

// What the vendor does with a stream: whether usage must be asked for with stream_options.include_usage.
enum class StreamUsage : std::uint8_t { always_sent, opt_in };

// A departure from the protocol that the writer of requests must know. Used on the way through the hub only: pass-through forwards what was
// sent.
enum class Quirk : std::uint32_t {
  max_tokens_field = 1U << 0,         // knows max_tokens, not max_completion_tokens
  no_developer_role = 1U << 1,        // a developer message has to be sent as a system message
  reasoning_content_field = 1U << 2,  // an assistant's earlier reasoning goes back as reasoning_content
  parallel_tools_opt_in = 1U << 3,    // one tool call at a time unless parallel_tool_calls is true
  model_in_query_of_gets = 1U << 4,   // several models behind one server: GET paths about a model want ?model=
};

class Quirks {
 public:
  constexpr Quirks(std::initializer_list<Quirk> quirks) {
    for (Quirk quirk : quirks) bits_ |= static_cast<std::uint32_t>(quirk);
  }
  [[nodiscard]] constexpr bool has(Quirk quirk) const { return (bits_ & static_cast<std::uint32_t>(quirk)) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

// A key of [providers.NAME] that a row can make mandatory.
enum class RequiredField : std::uint8_t { base_url, base_url_unless_managed, api_key };

// Immutable, static storage: pointers and views to a row live as long as the program.
struct Vendor {
  std::string_view kind;                         // `kind = "..."` in the configuration
  std::string_view title;                        // for people
  std::span<const SupportedProtocol> protocols;  // in order of preference
  std::string_view default_base_url;             // with its version segment (/v1); empty: there is none
  CredentialKind credential = CredentialKind::bearer;
  std::string_view credential_header;                   // for CredentialKind::header, lower case
  std::span<const std::string_view> usual_environment;  // variables that usually hold the key, the usual one first
  Location location = Location::remote;
  Quirks quirks{};
  std::span<const std::string_view> rewrite;  // top-level request fields that the vendor takes differently: their presence forces the hub
  StreamUsage stream_usage = StreamUsage::opt_in;
  std::span<const RequiredField> requires_fields;
  bool can_be_managed = false;  // patchbay can start and stop it itself

  [[nodiscard]] std::optional<Grade> grade_of(canonical::ProtocolId protocol) const;
};

std::string_view name(Grade grade);
std::string_view name(Quirk quirk);

// All rows, in the order in which people read them.
std::span<const Vendor> vendors();

// The row of a kind; nullptr: there is none.
const Vendor* find(std::string_view kind);

// Kinds that the project's contract names and this version has no row for yet, so that a diagnostic can say so. `openai_compatible` ones
// work today as kind = "openai-compatible" with a base_url.
struct PlannedVendor {
  std::string_view kind;
  bool openai_compatible;
};
std::span<const PlannedVendor> planned_vendors();

}  // namespace patchbay::catalog
