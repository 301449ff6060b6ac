#include "conformance/recordings.hpp"

#include <simdjson.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace patchbay::conformance {
namespace {

namespace dom = simdjson::dom;

// Written `provider` and `api` as the recordings have them, or provider/api where the api's name does not begin with the provider's.
bool speaks_chat(std::string_view provider, std::string_view api) {
  constexpr std::array of_others = {"azure.inference_chat", "bedrock.openai_chat", "gemini.openai_chat", "ollama.v1_chat"};
  constexpr std::array own_chat = {"ollama.chat", "cohere.chat", "anthropic.chat", "gemini.chat", "bedrock.chat"};
  for (const char* name : of_others)
    if (api == name) return true;
  for (const char* name : own_chat)
    if (api == name) return false;
  return api == std::string(provider) + ".chat" && provider != "cohere";
}

std::string text_of(dom::element record, std::string_view name) {
  std::string_view text;
  return record[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::string json_of(dom::element record, std::string_view name) {
  dom::element value;
  if (record[name].get(value) != simdjson::SUCCESS || !value.is_object()) return {};
  return simdjson::minify(value);
}

void add_headers(Recording& recording, dom::element record) {
  dom::object headers;
  if (record["response_headers"].get(headers) != simdjson::SUCCESS) return;
  for (const auto field : headers)
    if (std::string_view text; field.value.get(text) == simdjson::SUCCESS) recording.headers.emplace_back(field.key, text);
}

void add_file(const std::filesystem::path& path, std::vector<Recording>& all) {
  std::ifstream file(path);
  dom::parser parser;
  for (std::string line; std::getline(file, line);) {
    dom::element record;
    if (parser.parse(line).get(record) != simdjson::SUCCESS) throw std::runtime_error("not JSON: " + path.string());
    std::string provider = text_of(record, "provider");
    std::string api = text_of(record, "api");
    if (!api.starts_with(provider + ".")) api = provider + "." + api;
    if (!speaks_chat(provider, api)) continue;
    Recording& recording = all.emplace_back();
    recording.id = text_of(record, "id");
    recording.api = api;
    recording.status = static_cast<int>(record["status"].get_int64().value());
    recording.stream = record["stream"].get_bool().value();
    recording.request = json_of(record, "request_body");
    recording.body = text_of(record, "response_body_text");
    add_headers(recording, record);
  }
}

std::vector<Recording> read_all() {
  std::vector<Recording> all;
  std::vector<std::filesystem::path> files;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(recordings_folder(), missing))
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) add_file(file, all);
  return all;
}

}  // namespace

std::string recordings_folder() {
  const char* shared = std::getenv("PATCHBAY_SHARED");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return (shared != nullptr ? std::string(shared) : std::string(PATCHBAY_SOURCE_DIR "/../shared")) + "/recordings";
}

const std::vector<Recording>& chat_recordings() {
  static const std::vector<Recording> all = read_all();
  return all;
}

}  // namespace patchbay::conformance
