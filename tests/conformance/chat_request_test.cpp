// Recorded requests that a provider accepted: we accept them too, and write them as they were.
#include "conformance/plain_json.hpp"
#include "conformance/tally.hpp"
#include "json/document.hpp"
#include "protocols/openai_chat/check_request.hpp"
#include "protocols/openai_chat/read_request.hpp"
#include "protocols/openai_chat/write_request.hpp"

#include <gtest/gtest.h>

namespace patchbay::conformance {
namespace {

bool is_accepted(const Recording& recording) { return recording.status == 200 && !recording.request.empty(); }

std::string check_accepted(const Recording& recording) {
  json::Document document;
  if (const auto parsed = document.parse(recording.request); !parsed) return parsed.error().message;
  const auto checked = protocols::openai_chat::check_request(document);
  return checked ? std::string() : checked.error().message;
}

bool is_accepted_by_us(const Recording& recording) { return is_accepted(recording) && check_accepted(recording).empty(); }

std::string check_round_trip(const Recording& recording) {
  json::Document document;
  if (!document.parse(recording.request)) return "not JSON";
  const canonical::Request request = protocols::openai_chat::read_request(document);
  protocols::ProviderTarget target;
  target.model = request.model;
  target.base_path = "/v1";
  const auto written = protocols::openai_chat::write_request(request, target);
  if (!written) return written.error().message;
  if (!written->warnings.empty()) return "a warning: " + written->warnings.front().feature + " " + written->warnings.front().detail;
  return difference(normal_form(recording.request, StopForm::always_array), normal_form(written->http.body, StopForm::always_array));
}

TEST(ChatRequests, AreAccepted) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("requests: accepted", is_accepted, check_accepted,
            {{"azure.684581289cd7353c", "model is null: Azure has it in the path, our clients name it"},
             {"perplexity.7d311dd896c0e7f4", "json_schema without the name that OpenAI requires"}});
}

TEST(ChatRequests, AreWrittenAsTheyWere) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("requests: read and written again", is_accepted_by_us, check_round_trip);
}

}  // namespace
}  // namespace patchbay::conformance
