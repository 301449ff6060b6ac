// Any JSON: a request that the check accepts is read and written without a fault, and what is written is accepted and stays the same.
#include "fuzz/fuzzing.hpp"
#include "json/document.hpp"
#include "protocols/openai_chat/check_request.hpp"
#include "protocols/openai_chat/read_request.hpp"
#include "protocols/openai_chat/write_request.hpp"

#include <string>

namespace {

using namespace patchbay;  // NOLINT(google-build-using-namespace): a program of its own

std::string written(const json::Document& document) {
  const canonical::Request request = protocols::openai_chat::read_request(document);
  protocols::ProviderTarget target;
  target.model = request.model;
  auto result = protocols::openai_chat::write_request(request, target);
  FUZZ_CHECK(result.has_value());
  return std::move(result->http.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  json::Document document;
  json::Limits limits;
  limits.duplicate_keys = json::DuplicateKeys::refuse_all_levels;
  if (!document.parse(fuzzing::text_of(data, size), limits)) return 0;
  if (const auto checked = protocols::openai_chat::check_request(document); !checked) {
    FUZZ_CHECK(!checked.error().message.empty() && checked.error().kind == base::ErrorKind::invalid_request);
    return 0;
  }
  const std::string once = written(document);
  json::Document again;
  FUZZ_CHECK(again.parse(once).has_value());
  FUZZ_CHECK(protocols::openai_chat::check_request(again).has_value());
  FUZZ_CHECK(written(again) == once);
  return 0;
}
