#include "protocols/openai_chat/adapter.hpp"

#include "protocols/openai_chat/check_request.hpp"
#include "protocols/openai_chat/errors.hpp"
#include "protocols/openai_chat/listing.hpp"
#include "protocols/openai_chat/read_request.hpp"
#include "protocols/openai_chat/read_response.hpp"
#include "protocols/openai_chat/stream_decoder.hpp"
#include "protocols/openai_chat/stream_encoder.hpp"
#include "protocols/openai_chat/wire.hpp"
#include "protocols/openai_chat/write_request.hpp"
#include "protocols/openai_chat/write_response.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using base::Error;
using base::Result;

class Dialect final : public ClientDialect {
 public:
  canonical::ProtocolId id() const override { return canonical::ProtocolId::openai_chat; }
  Framing framing() const override { return Framing::sse; }
  Result<void> check_request(const json::Document& document) const override { return openai_chat::check_request(document); }
  Result<canonical::Request> read_request(const json::Document& document) const override { return openai_chat::read_request(document); }
  std::string write_response(const canonical::Response& response) const override { return openai_chat::write_response(response); }
  std::unique_ptr<StreamEncoder> new_stream_encoder(const StreamView& view) const override {
    return std::make_unique<ChatStreamEncoder>(view);
  }
  std::string write_error(const Error& error) const override { return openai_chat::write_error(error); }
  std::string write_stream_error(const Error& error) const override { return fmt::format("data: {}\n\n", openai_chat::write_error(error)); }
  std::string_view stream_ping() const override { return ping_frame; }
  std::string_view stream_terminator() const override { return done_frame; }
  std::string write_list(const std::vector<ListedModel>& models) const override { return openai_chat::write_list(models); }
  std::string write_model(const ListedModel& model) const override { return openai_chat::write_model(model); }
};

class Protocol final : public ProviderProtocol {
 public:
  canonical::ProtocolId id() const override { return canonical::ProtocolId::openai_chat; }
  Framing framing() const override { return Framing::sse; }
  Result<WrittenRequest> write_request(const canonical::Request& request, const ProviderTarget& target) const override {
    return openai_chat::write_request(request, target);
  }
  std::string chat_path(const ProviderTarget& target) const override { return std::string(target.base_path) + "/chat/completions"; }
  Result<canonical::Response> read_response(std::string_view body) const override { return openai_chat::read_response(body); }
  Result<AnswerSummary> read_summary(std::string_view body) const override { return openai_chat::read_summary(body); }
  std::unique_ptr<StreamDecoder> new_stream_decoder(const StreamExpectation& expectation) const override {
    return std::make_unique<ChatStreamDecoder>(expectation);
  }
  Error read_error(int status, const codec::Headers& headers, std::string_view body) const override {
    return openai_chat::read_error(status, headers, body);
  }
  codec::HttpRequest write_list_request(const ProviderTarget& target) const override {
    codec::HttpRequest request;
    request.method = "GET";
    request.target = fmt::format("{}/models", target.base_path);
    return request;
  }
  Result<std::vector<canonical::ModelInfo>> read_list(std::string_view body) const override { return openai_chat::read_list(body); }
};

}  // namespace

const ClientDialect& dialect() {
  static const Dialect instance;
  return instance;
}

const ProviderProtocol& protocol() {
  static const Protocol instance;
  return instance;
}

}  // namespace patchbay::protocols::openai_chat
