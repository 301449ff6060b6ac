// The two sides of a wire protocol: a client dialect (how programs speak to us) and a provider protocol (how we speak to providers).
// Every function is stateless and pure: bytes and canonical values in, bytes and canonical values out; no sockets, clock, environment
// or secrets. The per-stream objects belong to one request and one thread.
#pragma once

#include "base/result.hpp"
#include "canonical/event.hpp"
#include "canonical/operations.hpp"
#include "canonical/request.hpp"
#include "canonical/response.hpp"
#include "codec/frame.hpp"
#include "codec/http_message.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::protocols {

enum class Framing : std::uint8_t { sse, ndjson };

// What a relay does with a frame that a decoder has read.
enum class FrameUse : std::uint8_t {
  content,     // part of the answer
  usage_only,  // carries nothing but usage: kept from a client that did not ask for it
  terminator,  // the protocol's own end mark
  comment,     // a ping or a comment
  skipped,     // could not be read; a Notice was given
  failed,      // carried or caused an error; Failed was given
};

// What the decoder has to know of the request whose answer it reads.
struct StreamExpectation {
  std::int64_t choices = 1;
  bool structured_output = false;  // a lost frame would corrupt it
};

// Bytes to events, one object a stream. After Failed or End nothing more is given.
class StreamDecoder {
 public:
  virtual ~StreamDecoder() = default;
  virtual FrameUse feed(const codec::Frame& frame, canonical::EventSink& sink) = 0;
  // The body has ended. Gives End when the answer was complete, else Failed (truncated), unless a last event was given before.
  virtual void finish(canonical::EventSink& sink) = 0;
  // Has every part of the answer that carries meaning arrived? Usage and the terminator may still follow.
  [[nodiscard]] virtual bool complete() const = 0;
  // Has the protocol's end mark been seen?
  [[nodiscard]] virtual bool terminated() const = 0;
};

// What to fill in where the canonical request says nothing.
struct ProviderTarget {
  std::string_view model;      // the provider's own name of the model
  std::string_view base_path;  // path of the base URL without a trailing slash, e.g. /v1
  bool usage_opt_in = false;   // the stream carries usage only when asked
  // Departures of vendors from OpenAI's own server.
  canonical::TokenLimitName limit_name = canonical::TokenLimitName::max_completion_tokens;  // max_tokens: the only one it knows
  canonical::Role developer_role = canonical::Role::developer;                              // system: it knows no developer
};

struct WrittenRequest {
  codec::HttpRequest http;  // without credentials, host and content-length
  std::vector<canonical::Warning> warnings;
};

// What the record wants to know of a whole answer that is passed on as it is.
struct AnswerSummary {
  std::string model;
  canonical::Usage usage;
};

class ProviderProtocol {
 public:
  virtual ~ProviderProtocol() = default;
  [[nodiscard]] virtual canonical::ProtocolId id() const = 0;
  [[nodiscard]] virtual Framing framing() const = 0;
  [[nodiscard]] virtual base::Result<WrittenRequest> write_request(const canonical::Request& request,
                                                                   const ProviderTarget& target) const = 0;
  [[nodiscard]] virtual std::string chat_path(const ProviderTarget& target) const = 0;
  [[nodiscard]] virtual base::Result<canonical::Response> read_response(std::string_view body) const = 0;
  // The error of an answer that is none, although its status said success; else its model and usage.
  [[nodiscard]] virtual base::Result<AnswerSummary> read_summary(std::string_view body) const = 0;
  [[nodiscard]] virtual std::unique_ptr<StreamDecoder> new_stream_decoder(const StreamExpectation& expectation) const = 0;
  [[nodiscard]] virtual base::Error read_error(int status, const codec::Headers& headers, std::string_view body) const = 0;
  [[nodiscard]] virtual codec::HttpRequest write_list_request(const ProviderTarget& target) const = 0;
  [[nodiscard]] virtual base::Result<std::vector<canonical::ModelInfo>> read_list(std::string_view body) const = 0;
};

// What a client gets to see of a stream beside its events.
struct StreamView {
  bool usage = false;  // the client asked for usage
};

// Events to client bytes, one object a stream. Bytes are appended to `out`.
class StreamEncoder {
 public:
  virtual ~StreamEncoder() = default;
  virtual void write(const canonical::Event& event, std::string& out) = 0;
};

// A model in a list for clients.
struct ListedModel {
  std::string id;
  std::string owner;
  std::int64_t created = 0;
  std::string details;  // raw JSON object for the `patchbay` member; empty: none
};

class ClientDialect {
 public:
  virtual ~ClientDialect() = default;
  [[nodiscard]] virtual canonical::ProtocolId id() const = 0;
  [[nodiscard]] virtual Framing framing() const = 0;
  // Checks every known field of a request; what is unknown passes. The error names the field at fault.
  [[nodiscard]] virtual base::Result<void> check_request(const json::Document& document) const = 0;
  // To canonical form; the document has passed check_request.
  [[nodiscard]] virtual base::Result<canonical::Request> read_request(const json::Document& document) const = 0;
  [[nodiscard]] virtual std::string write_response(const canonical::Response& response) const = 0;
  [[nodiscard]] virtual std::unique_ptr<StreamEncoder> new_stream_encoder(const StreamView& view) const = 0;
  [[nodiscard]] virtual std::string write_error(const base::Error& error) const = 0;
  // An error after the stream's head has gone out, as one frame.
  [[nodiscard]] virtual std::string write_stream_error(const base::Error& error) const = 0;
  [[nodiscard]] virtual std::string_view stream_ping() const = 0;
  [[nodiscard]] virtual std::string_view stream_terminator() const = 0;
  [[nodiscard]] virtual std::string write_list(const std::vector<ListedModel>& models) const = 0;
  [[nodiscard]] virtual std::string write_model(const ListedModel& model) const = 0;
};

}  // namespace patchbay::protocols
